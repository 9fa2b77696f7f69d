import { describe, expect, it } from 'vitest'
import { type LoggedEvent, RefreshDeferredError, SessionEndedError } from '../../src/auth'
import { BACKOFF_CAP } from '../../src/auth/backoff'
import { createFakeClock } from '../../src/auth/testing'
import type { FaultRule } from '../../mocks/faults'
import { answerJson, failureOf, refuse, start, type Started } from './support'

const HOUR = 3_600_000
const many = <T>(one: (n: number) => Promise<T>, count = 100) =>
  Promise.all(Array.from({ length: count }, (_, n) => one(n)))
const ended = (events: readonly LoggedEvent[]) => events.filter(({ type }) => type === 'session-ended')

/** Lets time pass in steps; after each, all that it set going is answered. */
async function pass({ clock, network }: Pick<Started, 'clock' | 'network'>, ms: number, step = 1000): Promise<void> {
  for (let passed = 0; passed < ms; passed += step) {
    await clock.advance(Math.min(step, ms - passed))
    await network.idle()
  }
}

describe('row 1: 100 requests at once on an expired token', () => {
  it('that is known to be over: 1 refresh, no 401, 100 answers in their own promises', async () => {
    const { auth, api, clock, refreshes } = await start({ signedInAs: 'ada' })
    clock.sleep(61_000)
    const answers = await many((n) => auth.http.post<{ body: string }>('/things', { n }))
    expect(answers.map(({ data }) => data.body)).toEqual(answers.map((_, n) => JSON.stringify({ n })))
    expect(refreshes()).toBe(1)
    expect(api.counts('/things')).toBe(100)
    expect(api.to('/things').every(({ welcome }) => welcome)).toBe(true)
  })

  it('that only the server knows to be over: 1 refresh, 100 replays, 100 answers in their own promises', async () => {
    const { auth, api, refreshes } = await start({ signedInAs: 'ada' })
    await api.control.expireAccessTokens()
    const answers = await many((n) => auth.http.post<{ body: string }>('/things', { n }))
    expect(answers.map(({ data }) => data.body)).toEqual(answers.map((_, n) => JSON.stringify({ n })))
    expect(refreshes()).toBe(1)
    expect(api.to('/things').filter(({ welcome }) => !welcome)).toHaveLength(100)
    expect(api.counts('/things')).toBe(200)
  })

  it('and 100 more while the refresh is out: still 1', async () => {
    const { auth, api, clock, refreshes } = await start({ signedInAs: 'ada' })
    clock.sleep(61_000)
    const held = api.hold('/auth/refresh')
    const first = many((n) => auth.http.get(`/things?n=${n}`))
    await held.arrived
    const second = many((n) => auth.http.get(`/more?n=${n}`))
    const tokens = many(() => auth.getAccessToken())
    await clock.settle()
    held.release()
    await Promise.all([first, second])
    expect(new Set(await tokens).size).toBe(1)
    expect(refreshes()).toBe(1)
    expect(api.peak('/auth/refresh')).toBe(1)
    expect(api.seen.filter(({ path, welcome }) => /things|more/.test(path) && !welcome)).toEqual([])
  })
})

describe('row 2: a late 401', () => {
  it('that comes after a refresh has finished costs no further refresh, and is replayed once', async () => {
    const { auth, api, refreshes } = await start({ signedInAs: 'ada' })
    await api.control.expireAccessTokens()
    const held = api.hold('/late')
    const late = auth.http.get('/late')
    await held.arrived
    await auth.http.get('/prompt')
    expect(refreshes()).toBe(1)
    held.release()
    expect((await late).status).toBe(200)
    expect(api.counts('/late')).toBe(2)
    expect(refreshes()).toBe(1)
  })

  it('is replayed with the newest token, after two refreshes too', async () => {
    const { auth, api, clock, network, refreshes } = await start({ signedInAs: 'ada' })
    await api.control.expireAccessTokens()
    const held = api.hold('/late')
    const late = auth.http.get('/late')
    await held.arrived
    await auth.http.get('/prompt')
    await pass({ clock, network }, 60_000)
    expect(refreshes()).toBe(2)
    held.release()
    expect((await late).status).toBe(200)
    expect(api.counts('/late')).toBe(2)
    expect(refreshes()).toBe(2)
    expect(api.to('/late')[1]?.headers.authorization).toBe(`Bearer ${await auth.getAccessToken()}`)
  })
})

describe('row 3: a fresh token still gets 401', () => {
  it('1 refresh, 2 sends, the 401 reaches the caller; the next such request does not hammer either', async () => {
    const { auth, api, refreshes } = await start({ signedInAs: 'ada' })
    api.serve('/odd', (response) => refuse(response), { open: true })
    expect(await failureOf(auth.http.get('/odd'))).toMatchObject({ response: { status: 401 } })
    expect([refreshes(), api.counts('/odd')]).toEqual([1, 2])
    expect(await failureOf(auth.http.get('/odd'))).toMatchObject({ response: { status: 401 } })
    expect([refreshes(), api.counts('/odd')]).toEqual([1, 3])
    expect((await auth.http.get('/things')).status).toBe(200)
  })

  it('100 at once: 1 refresh', async () => {
    const { auth, api, refreshes } = await start({ signedInAs: 'ada' })
    api.serve('/odd', (response) => refuse(response), { open: true })
    const failures = await many(() => failureOf(auth.http.get('/odd')))
    expect(failures.every((error) => (error as { status?: number }).status === 401)).toBe(true)
    expect(refreshes()).toBe(1)
    expect(api.counts('/odd')).toBe(200)
  })

  it('one every two seconds for 5 minutes: no more than a refresh for it a minute', async () => {
    const { auth, api, clock, network, refreshes } = await start({ signedInAs: 'ada', server: { accessTokenTtl: 900 } })
    api.serve('/odd', (response) => refuse(response), { open: true })
    for (let second = 0; second < 300; second += 2) {
      await failureOf(auth.http.get('/odd'))
      await pass({ clock, network }, 2000)
    }
    expect(refreshes()).toBeLessThanOrEqual(5)
    expect(refreshes()).toBeGreaterThan(0)
  })

  it('403 never refreshes', async () => {
    const { auth, api, refreshes } = await start({ signedInAs: 'grace' })
    expect(await failureOf(auth.http.get('/users'))).toMatchObject({ response: { status: 403 } })
    expect([refreshes(), api.counts('/users')]).toEqual([0, 1])
  })
})

interface Trouble extends Omit<FaultRule, 'path' | 'times'> {
  readonly expected: string
}

const TROUBLES: readonly (readonly [string, Trouble])[] = [
  ['500', { status: 500, expected: 'server' }],
  ['502', { status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>', expected: 'server' }],
  ['503', { status: 503, expected: 'server' }],
  ['504', { status: 504, expected: 'server' }],
  ['500 with a code of the contract', { status: 500, code: 'refresh_token_revoked', expected: 'server' }],
  ['404, as of a deployment under way', { status: 404, expected: 'server' }],
  ['429', { status: 429, expected: 'rate-limited' }],
  ['a reset', { kind: 'reset', expected: 'network' }],
  ['HTML with 200', { kind: 'html', expected: 'malformed' }],
  ['truncated JSON', { kind: 'truncated', expected: 'malformed' }],
  ['truncated JSON, rotated', { kind: 'truncated', when: 'after', expected: 'malformed' }],
  ['an empty body', { kind: 'empty', expected: 'malformed' }],
  ['an empty body, rotated', { kind: 'empty', when: 'after', expected: 'malformed' }],
  ['JSON of another kind', { status: 200, body: { ok: true }, expected: 'malformed' }],
  ['null', { status: 200, body: null, expected: 'malformed' }],
]

const HINTS = [
  ['with a hint', true],
  ['without', false],
] as const

describe('row 4: the refresh is answered with trouble', () => {
  it.each(TROUBLES)('%s: requests go on while the token lives, and it recovers by itself', async (_, fault) => {
    const { expected, ...rule } = fault
    const clock = createFakeClock({ random: () => 0.5 })
    const { auth, api, network, refreshes } = await start({ clock, signedInAs: 'ada' })
    api.control.fail({ ...rule, path: '/auth/refresh' })
    await pass({ clock, network }, 47_600, 100)
    expect(refreshes()).toBe(1)
    expect(auth.store.getState()).toMatchObject({ status: 'signed-in', deferred: { trouble: expected, attempt: 1 } })
    expect((await auth.http.get('/things')).status).toBe(200)
    await pass({ clock, network }, 2000, 100)
    expect(refreshes()).toBe(2)
    expect(auth.store.getState()).toMatchObject({ status: 'signed-in', deferred: null })
    expect(api.control.reuseDetected).toBe(0)
    expect(api.to('/things').every(({ welcome }) => welcome)).toBe(true)
  })

  it.each(TROUBLES)(
    '%s: past the end of the token, requests reject with the time of the next try',
    async (_, fault) => {
      const { expected, ...rule } = fault
      const clock = createFakeClock({ random: () => 0.9 })
      const { auth, api, network, refreshes } = await start({ clock, signedInAs: 'ada' })
      clock.sleep(61_000)
      api.control.fail({ ...rule, path: '/auth/refresh' })
      const failing = many((n) => failureOf(auth.http.get(`/things?n=${n}`)), 20)
      await api.saw('/auth/refresh')
      await network.idle()
      // That long a page that is being left might take a request for failed.
      await clock.advance(100)
      const failures = await failing
      expect(refreshes()).toBe(1)
      for (const failure of failures) {
        expect(failure).toBeInstanceOf(RefreshDeferredError)
        expect(failure).toMatchObject({ trouble: expected })
        expect((failure as RefreshDeferredError).retryAt - clock.now()).toBeLessThanOrEqual(900)
        expect((failure as RefreshDeferredError).retryAt - clock.now()).toBeGreaterThanOrEqual(800)
      }
      expect(await failureOf(auth.getAccessToken())).toBeInstanceOf(RefreshDeferredError)
      expect(refreshes()).toBe(1)
      expect(api.counts('/things')).toBe(0)
      await pass({ clock, network }, 2000, 100)
      expect((await auth.http.get('/things')).status).toBe(200)
      expect(refreshes()).toBe(2)
    },
  )

  it('no answer in time: deferred as a timeout, and the next refresh succeeds', async () => {
    const { auth, api, clock, refreshes } = await start({ signedInAs: 'ada', refreshTimeout: 5000 })
    clock.sleep(61_000)
    api.control.fail({ path: '/auth/refresh', kind: 'hang' })
    const failure = failureOf(auth.http.get('/things'))
    await api.saw('/auth/refresh')
    await clock.advance(5000)
    expect(await failure).toMatchObject({ name: 'RefreshDeferredError', trouble: 'timeout' })
    // How long the answer may still be waited for before another refresh is sent is the engine's to know.
    const tick = async () => {
      await clock.advance(1000)
      return refreshes()
    }
    await expect.poll(tick, { interval: 20, timeout: 10_000 }).toBe(2)
    await expect
      .poll(() => auth.store.getState(), { interval: 5 })
      .toMatchObject({ status: 'signed-in', deferred: null })
    expect((await auth.http.get('/things')).status).toBe(200)
    expect(refreshes()).toBe(2)
    expect(auth.store.getState().status).toBe('signed-in')
  })

  it.each(HINTS)(
    'an answer after the timeout still lands: the next try presents the new cookie (%s)',
    async (_, seesHint) => {
      const { auth, api, clock, network } = await start({ seesHint, signedInAs: 'ada', refreshTimeout: 5000 })
      clock.sleep(61_000)
      const held = api.hold('/auth/refresh')
      const failure = failureOf(auth.http.get('/things'))
      await held.arrived
      await clock.advance(5000)
      expect(await failure).toMatchObject({ trouble: 'timeout' })
      held.release()
      await network.idle()
      await pass({ clock, network }, 5000)
      expect((await auth.http.get('/things')).status).toBe(200)
      expect(api.control.reuseDetected).toBe(0)
    },
  )

  it.each(HINTS)(
    'an answer 3 s after the timeout, rotated long before: no used cookie is presented meanwhile (%s)',
    async (_, seesHint) => {
      const clock = createFakeClock({ random: () => 0.5 })
      const { auth, api, network } = await start({ clock, seesHint, signedInAs: 'ada', refreshTimeout: 5000 })
      clock.sleep(61_000)
      const held = api.hold('/auth/refresh')
      const failure = failureOf(auth.http.get('/things'))
      await held.arrived
      await clock.advance(5000)
      expect(await failure).toMatchObject({ trouble: 'timeout' })
      // Past the time of the next try.
      await clock.advance(3000)
      held.release()
      await network.idle()
      await pass({ clock, network }, 10_000, 500)
      expect(api.control.reuseDetected).toBe(0)
      expect((await auth.http.get('/things')).status).toBe(200)
    },
  )

  it('a connection cut in the middle of the body: the cookie that came with its head is the one presented next', async () => {
    const { auth, api, clock, network } = await start({ signedInAs: 'ada' })
    clock.sleep(61_000)
    const grant = { accessToken: 'after-the-cut', expiresIn: 60, user: { id: 'usr_ada' } }
    api.serve(
      '/auth/refresh',
      (response, { headers: { cookie = '' } }) => {
        if (cookie.includes('refresh_token=rotated')) return answerJson(response, grant)
        response.writeHead(200, { 'Content-Length': '1000', 'Set-Cookie': 'refresh_token=rotated; Max-Age=60' })
        response.write('{"accessToken":"ey', () => response.destroy())
      },
      { open: true },
    )
    const failure = failureOf(auth.http.get('/things'))
    await api.saw('/auth/refresh')
    await pass({ clock, network }, 500, 100)
    expect(await failure).toBeInstanceOf(RefreshDeferredError)
    await pass({ clock, network }, 3000, 500)
    expect(await auth.getAccessToken()).toBe('after-the-cut')
    expect(api.counts('/auth/refresh')).toBe(2)
  })

  it('for an hour: backoff that grows, capped, and an end of it', async () => {
    const clock = createFakeClock({ random: () => 0.999_999 })
    const { auth, api, network, events, refreshes } = await start({ clock, signedInAs: 'ada' })
    api.control.fail({ path: '/auth/refresh', status: 503, times: Infinity })
    await pass({ clock, network }, HOUR)
    const deferrals = events.filter((event) => event.type === 'deferred')
    const waits = deferrals.map(({ retryAt, at }) => Math.round((retryAt - at) / 1000))
    expect(waits[0]).toBe(1)
    waits.slice(1).forEach((wait, n) => {
      expect(wait).toBeGreaterThanOrEqual(Math.min(2 * (waits[n] ?? 0), BACKOFF_CAP / 1000))
    })
    expect(waits.at(-1)).toBe(BACKOFF_CAP / 1000)
    expect(deferrals.map(({ attempt }) => attempt)).toEqual(deferrals.map((_, n) => n + 1))
    expect(refreshes()).toBe(deferrals.length)
    expect(auth.store.getState()).toMatchObject({ status: 'signed-in', deferred: { trouble: 'server' } })
    api.control.clearFaults()
    await pass({ clock, network }, BACKOFF_CAP + 1000)
    expect(auth.store.getState()).toMatchObject({ status: 'signed-in', deferred: null })
    expect((await auth.http.get('/things')).status).toBe(200)
  })

  it.each([0, 0.25, 0.75])('the jitter is full: chance %d gives that share of the bound', async (chance) => {
    const clock = createFakeClock({ random: () => chance })
    const { auth, api } = await start({ clock, signedInAs: 'ada' })
    clock.sleep(61_000)
    api.control.fail({ path: '/auth/refresh', status: 503 })
    const failure = failureOf(auth.http.get('/things'))
    expect(await failure).toMatchObject({ retryAt: clock.now() + chance * 1000 })
  })

  it('retryNow tries at once', async () => {
    const clock = createFakeClock({ random: () => 0.999 })
    const { auth, api, network, refreshes } = await start({ clock, signedInAs: 'ada' })
    api.control.fail({ path: '/auth/refresh', status: 503, times: 4 })
    await pass({ clock, network }, 58_000)
    const before = refreshes()
    api.control.clearFaults()
    const retried = auth.retryNow()
    await pass({ clock, network }, 1000)
    expect(await retried).toMatchObject({ status: 'signed-in', deferred: null })
    expect(refreshes()).toBe(before + 1)
  })
})

describe('row 5: 429 with Retry-After', () => {
  const WAIT = 120_000

  interface Clocks {
    readonly serverOffset?: number
    readonly shift?: number
    readonly status?: number
  }

  it.each<[string, 'seconds' | 'date', Clocks]>([
    ['seconds', 'seconds', {}],
    ['seconds, with 503', 'seconds', { status: 503 }],
    ['HTTP-date', 'date', {}],
    ['HTTP-date, on a device 12 h fast', 'date', { serverOffset: -12 * HOUR }],
    ['HTTP-date, on a device 12 h slow', 'date', { serverOffset: 12 * HOUR }],
    ['HTTP-date, device clock set back meanwhile', 'date', { shift: -12 * HOUR }],
    ['seconds, device clock set back meanwhile', 'seconds', { shift: -12 * HOUR }],
  ])('in %s: nothing is sent before it', async (_, form, { serverOffset = 0, shift = 0, status = 429 }) => {
    const { auth, api, clock, network, refreshes } = await start({ signedInAs: 'ada', serverOffset })
    clock.sleep(61_000)
    const until = new Date(clock.trueNow() + serverOffset + WAIT).toUTCString()
    api.control.fail({ path: '/auth/refresh', status, retryAfter: form === 'seconds' ? WAIT / 1000 : until })
    expect(await failureOf(auth.http.get('/things'))).toBeInstanceOf(RefreshDeferredError)
    clock.shiftWall(shift)
    for (let second = 0; second < WAIT / 1000 - 2; second += 1) {
      await pass({ clock, network }, 1000)
      if (second % 10 !== 0) continue
      expect(await failureOf(auth.http.get('/things'))).toBeInstanceOf(RefreshDeferredError)
      await auth.retryNow()
    }
    expect(refreshes()).toBe(1)
    expect(api.counts('/things')).toBe(0)
    await pass({ clock, network }, 16_000)
    expect(refreshes()).toBe(2)
    expect((await auth.http.get('/things')).status).toBe(200)
  })

  it('while the token lives, requests go on', async () => {
    const { auth, api, clock, network, refreshes } = await start({ signedInAs: 'ada', server: { accessTokenTtl: 600 } })
    api.control.fail({ path: '/auth/refresh', status: 429, retryAfter: 30 })
    await pass({ clock, network }, 545_000)
    expect(refreshes()).toBe(1)
    expect(auth.store.getState()).toMatchObject({ deferred: { trouble: 'rate-limited' } })
    expect((await auth.http.get('/things')).status).toBe(200)
    await pass({ clock, network }, 35_000)
    expect(refreshes()).toBe(2)
    expect(api.to('/things').every(({ welcome }) => welcome)).toBe(true)
  })

  it('whoever signs in meanwhile is not made to wait for it', async () => {
    const { auth, api, clock, signIn, refreshes } = await start({ signedInAs: 'ada' })
    clock.sleep(61_000)
    api.control.fail({ path: '/auth/refresh', status: 429, retryAfter: 3600 })
    expect(await failureOf(auth.http.get('/things'))).toBeInstanceOf(RefreshDeferredError)
    await signIn('grace')
    expect(auth.store.getState()).toMatchObject({ user: { username: 'grace' }, deferred: null })
    clock.sleep(61_000)
    expect((await auth.http.get('/things')).data).toMatchObject({ owner: 'usr_grace' })
    expect(refreshes()).toBe(2)
  })
})

const CODES = [
  ['refresh_token_missing', 'expired'],
  ['refresh_token_expired', 'expired'],
  ['refresh_token_revoked', 'revoked'],
  ['refresh_token_reused', 'reused'],
] as const

describe('row 6: the refresh is refused', () => {
  it.each([400, 401, 403].flatMap((status) => CODES.map(([code, reason]) => [status, code, reason] as const)))(
    '%i %s: over once, and every waiter hears it (%s)',
    async (status, code, reason) => {
      const { auth, api, clock, events, refreshes } = await start({ signedInAs: 'ada' })
      clock.sleep(61_000)
      const states: string[] = []
      auth.store.subscribe((state) => states.push(state.status))
      api.control.fail({ path: '/auth/refresh', status, code })
      const failures = await many((n) => failureOf(auth.http.get(`/things?n=${n}`)), 20)
      failures.push(await failureOf(auth.getAccessToken()))
      for (const failure of failures) {
        expect(failure).toBeInstanceOf(SessionEndedError)
        expect(failure).toMatchObject({ reason })
      }
      expect(auth.store.getState()).toEqual({ status: 'signed-out', reason })
      expect(states).toEqual(['signed-out'])
      expect(ended(events)).toEqual([{ type: 'session-ended', reason, at: clock.now() }])
      expect(refreshes()).toBe(1)
      expect(api.counts('/things')).toBe(0)
      await clock.advance(HOUR)
      expect(refreshes()).toBe(1)
    },
  )

  it('after a 401: every waiter of 100 rejects with SessionEndedError, with the 401 as its cause or the refusal', async () => {
    const { auth, api, events, refreshes } = await start({ signedInAs: 'ada' })
    await api.control.revokeSessions('ada')
    const failures = await many((n) => failureOf(auth.http.post('/things', { n })))
    for (const failure of failures) {
      expect(failure).toBeInstanceOf(SessionEndedError)
      expect(failure).toMatchObject({ reason: 'revoked', cause: { response: { status: 401 } } })
    }
    expect(refreshes()).toBe(1)
    expect(ended(events)).toHaveLength(1)
    expect(api.counts('/things')).toBe(100)
  })

  const UNNAMED: readonly (readonly [string, Omit<FaultRule, 'path'>])[] = [
    ['401 without a code', { status: 401 }],
    ['403 without a code', { status: 403 }],
    ['400 without a code', { status: 400 }],
    ['401 with a code that is not of the contract', { status: 401, code: 'waf_blocked' }],
  ]

  it.each(UNNAMED)('%s: probed once more, and then it counts', async (_, rule) => {
    const { auth, api, clock, network, events, refreshes } = await start({ signedInAs: 'ada' })
    clock.sleep(61_000)
    api.control.fail({ ...rule, path: '/auth/refresh', times: Infinity })
    const failure = failureOf(auth.http.get('/things'))
    await api.saw('/auth/refresh')
    await network.idle()
    expect(auth.store.getState().status).toBe('signed-in')
    await pass({ clock, network }, 1500, 500)
    expect(await failure).toBeInstanceOf(SessionEndedError)
    expect(refreshes()).toBe(2)
    expect(ended(events)).toHaveLength(1)
  })

  it.each(UNNAMED)('%s, and then all is well: the session was never lost', async (_, rule) => {
    const { auth, api, clock, network, events, refreshes } = await start({ signedInAs: 'ada' })
    clock.sleep(61_000)
    api.control.fail({ ...rule, path: '/auth/refresh' })
    const answer = auth.http.get('/things')
    await api.saw('/auth/refresh')
    await network.idle()
    await pass({ clock, network }, 1500, 500)
    expect((await answer).status).toBe(200)
    expect(refreshes()).toBe(2)
    expect(ended(events)).toEqual([])
  })

  it.each([401, 403])('a %i without a code that says when to come back: kept, and not asked before', async (status) => {
    const { auth, api, clock, network, events, refreshes } = await start({ signedInAs: 'ada' })
    clock.sleep(61_000)
    api.control.fail({ path: '/auth/refresh', status, retryAfter: 60, times: Infinity })
    const failure = failureOf(auth.http.get('/things'))
    await api.saw('/auth/refresh')
    await network.idle()
    await pass({ clock, network }, 3000, 500)
    expect(await failure).toMatchObject({ name: 'RefreshDeferredError', trouble: 'rate-limited' })
    expect(refreshes()).toBe(1)
    expect(ended(events)).toEqual([])
  })

  it('a code of the contract ends it, whatever else is said', async () => {
    const { auth, api, clock } = await start({ signedInAs: 'ada' })
    clock.sleep(61_000)
    api.control.fail({ path: '/auth/refresh', status: 401, code: 'refresh_token_revoked', retryAfter: 60 })
    expect(await failureOf(auth.http.get('/things'))).toMatchObject({ name: 'SessionEndedError', reason: 'revoked' })
  })

  it('401 without a code, and then a 503: kept, and deferred', async () => {
    const { auth, api, clock, network, events } = await start({ signedInAs: 'ada' })
    clock.sleep(61_000)
    api.control.fail({ path: '/auth/refresh', status: 401 })
    api.control.fail({ path: '/auth/refresh', status: 503, times: 2 })
    const failure = failureOf(auth.http.get('/things'))
    await api.saw('/auth/refresh')
    await network.idle()
    await pass({ clock, network }, 1000, 500)
    expect(await failure).toBeInstanceOf(RefreshDeferredError)
    expect(auth.store.getState()).toMatchObject({ status: 'signed-in' })
    expect(ended(events)).toEqual([])
  })
})

describe('row 11: odd lifetimes', () => {
  it.each([
    ['1 s', { accessTokenTtl: 1 }],
    ['2 s', { accessTokenTtl: 2 }],
    ['5 s, shorter than any lead', { accessTokenTtl: 5 }],
  ])('%s: at most a refresh a second, and no loop', async (_, server) => {
    const started = await start({ signedInAs: 'ada', server })
    const { auth, api, refreshes } = started
    await pass(started, 59_000, 250)
    expect(refreshes()).toBeGreaterThan(5)
    expect(refreshes()).toBeLessThanOrEqual(60)
    expect(auth.store.getState().status).toBe('signed-in')
    expect(api.control.reuseDetected).toBe(0)
  })

  it('0 s: as good as none stated, so nothing is renewed unasked, and requests cost a refresh a second at most', async () => {
    const started = await start({ signedInAs: 'ada', server: { accessTokenTtl: 0 } })
    const { auth, refreshes } = started
    await pass(started, 59_000, 250)
    expect(refreshes()).toBe(0)
    for (let n = 0; n < 100; n += 1) {
      void auth.http.get('/things').catch(() => undefined)
      await pass(started, 250, 250)
    }
    expect(refreshes()).toBeGreaterThan(0)
    expect(refreshes()).toBeLessThanOrEqual(25)
    expect(auth.store.getState().status).toBe('signed-in')
  })

  it('60 days: no timer fires early', async () => {
    const started = await start({ signedInAs: 'ada', server: { accessTokenTtl: 60 * 86_400, refreshTokenTtl: 1e9 } })
    await started.clock.advance(12 * HOUR)
    expect(started.refreshes()).toBe(0)
    expect((await started.auth.http.get('/things')).status).toBe(200)
  })

  it.each([['none stated', { omitExp: true, omitExpiresIn: true }]])('%s: used until a 401', async (_, server) => {
    const started = await start({ signedInAs: 'ada', server })
    await pass(started, 40_000)
    expect(started.refreshes()).toBe(0)
    await started.api.control.expireAccessTokens()
    expect((await started.auth.http.get('/things')).status).toBe(200)
    expect(started.refreshes()).toBe(1)
  })

  it.each([
    ['opaque', 'opaque-token'],
    ['malformed', 'a.%%%.c'.replaceAll('%', '-')],
    ['with exp before iat', `x.${Buffer.from(JSON.stringify({ iat: 2000, exp: 1000 })).toString('base64url')}.x`],
  ])('a token that is %s, without expiresIn: no known end, no crash, no loop', async (_, accessToken) => {
    const started = await start()
    const { api, auth, refreshes } = started
    const user = { id: '1', username: 'eve', firstName: '', lastName: '', role: 'user' }
    api.serve('/auth/login', (response) => answerJson(response, { accessToken, user }), { open: true })
    await started.signIn('eve')
    await started.clock.advance(HOUR)
    expect(refreshes()).toBe(0)
    expect(auth.store.getState()).toMatchObject({ status: 'signed-in', expiresAt: null })
    expect(await auth.getAccessToken()).toBe(accessToken)
  })

  it('a server that grants the same token again does not make it loop', async () => {
    const started = await start()
    const { api, auth, refreshes } = started
    const user = { id: '1', username: 'eve', firstName: '', lastName: '', role: 'user' }
    const grant = { accessToken: 'always-the-same', expiresIn: 10, user }
    for (const path of ['/auth/login', '/auth/refresh']) {
      api.serve(path, (response) => answerJson(response, grant), { open: true })
    }
    await started.signIn('eve')
    await pass(started, 300_000)
    expect(refreshes()).toBeLessThan(40)
    expect(auth.store.getState().status).toBe('signed-in')
  })
})

describe('row 12: clocks', () => {
  it.each([
    [-12, 'expiresIn', {}],
    [12, 'expiresIn', {}],
    [-12, 'exp', { omitExpiresIn: true }],
    [12, 'exp', { omitExpiresIn: true }],
  ] as const)(
    'the server is %i h off, and states %s: no 401, and a refresh for each lifetime',
    async (hours, _, server) => {
      const started = await start({ signedInAs: 'ada', serverOffset: hours * HOUR, server })
      for (let minute = 0; minute < 5; minute += 1) {
        await pass(started, 60_000, 5000)
        expect((await started.auth.http.get('/things')).status).toBe(200)
      }
      expect(started.api.to('/things').every(({ welcome }) => welcome)).toBe(true)
      expect(started.refreshes()).toBeGreaterThanOrEqual(5)
      expect(started.refreshes()).toBeLessThanOrEqual(8)
    },
  )

  it.each([-12, 12])('the device’s clock jumps by %i h: no 401, 1 refresh at most for it', async (hours) => {
    const started = await start({ signedInAs: 'ada' })
    await pass(started, 10_000)
    started.clock.shiftWall(hours * HOUR)
    expect((await started.auth.http.get('/things')).status).toBe(200)
    expect(started.refreshes()).toBeLessThanOrEqual(1)
    await pass(started, 120_000)
    expect((await started.auth.http.get('/things')).status).toBe(200)
    expect(started.api.to('/things').every(({ welcome }) => welcome)).toBe(true)
    expect(started.refreshes()).toBeLessThanOrEqual(4)
  })

  it.each(['stands-still', 'goes-on'] as const)(
    '8 h of sleep (monotonic %s), then a click: 0 401s, 1 refresh',
    async (mode) => {
      const started = await start({ signedInAs: 'ada' })
      started.clock.sleep(8 * HOUR, mode)
      const [answers] = await Promise.all([
        many((n) => started.auth.http.get(`/things?n=${n}`), 10),
        started.clock.advance(0),
      ])
      expect(answers).toHaveLength(10)
      expect(started.refreshes()).toBe(1)
      expect(started.api.to('/things').every(({ welcome }) => welcome)).toBe(true)
    },
  )
})
