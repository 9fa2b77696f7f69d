import { describe, expect, it } from 'vitest'
import { createFakeClock, createTestAuth, type TestAuthOptions } from '../testing'
import { outcome } from '../testing/scenes'
import type { AccessToken } from '../token'
import { createFutility } from './futility'

function start(options: TestAuthOptions = {}) {
  const clock = createFakeClock()
  const { auth, api } = createTestAuth({ clock, signedInAs: 'ada', accessTokenTtl: 36_000, ...options })
  api.fail({ path: '/odd', status: 401, times: Infinity })
  return { auth, api, clock, refreshes: () => api.counts('POST', '/auth/refresh') }
}

describe('an address that always says 401', () => {
  it.each([
    ['is replayed', () => [undefined, {}] as const],
    ['is not to be replayed', () => [undefined, { replay: false }] as const],
    ['has a body that can’t be sent twice', () => [new ReadableStream(), {}] as const],
  ])('costs a refresh a minute, however often it is asked: one that %s', async (_case, request) => {
    const { auth, clock, refreshes } = start()
    for (let n = 0; n < 30; n += 1) {
      outcome(auth.http.post('/odd', ...request()))
      await clock.advance(2000)
    }
    expect(refreshes()).toBe(1)
    outcome(auth.http.post('/odd', ...request()))
    await clock.advance(5000)
    outcome(auth.http.post('/odd', ...request()))
    await clock.advance(5000)
    expect(refreshes()).toBe(2)
  })

  it('does not keep others from being renewed for', async () => {
    const { auth, api, clock } = start()
    outcome(auth.http.get('/odd'))
    await clock.advance(2000)
    api.expireAccessTokens()
    const other = outcome(auth.http.get('/things'))
    await clock.advance(3000)
    expect(other.value?.status).toBe(200)
  })

  it('does not, for as long as it is asked: what was never asked before is renewed for', async () => {
    // No lifetime is known: a token is used until its 401.
    const { auth, clock } = start({ accessTokenTtl: 30, accessTokens: 'opaque', omitExpiresIn: true })
    for (let minute = 0; minute < 9; minute += 1) {
      outcome(auth.http.get('/odd'))
      await clock.advance(minute < 8 ? 61_000 : 35_000)
    }
    const other = outcome(auth.http.get('/users/42'))
    await clock.advance(5000)
    expect(other.value?.status).toBe(200)
  })

  it('is one of the hundred that are remembered: the one that was longest ago is forgotten', async () => {
    const clock = createFakeClock()
    const futility = createFutility(clock.monotonic)
    const token: AccessToken = { value: 't', lifetime: null, sentAt: 0 }
    const odd = (n: number) => ({ method: 'get', url: `/odd/${n}` })
    for (let n = 0; n <= 100; n += 1) futility.refused(odd(n), token)
    await clock.advance(2000)
    expect([0, 1, 100].map((n) => futility.holds(odd(n), token))).toEqual([false, true, true])
  })

  it('is renewed for again as soon as it has taken a token', async () => {
    const { auth, api, clock, refreshes } = start()
    api.fail({ path: '/things', status: 401, times: 2 })
    outcome(auth.http.get('/things'))
    await clock.advance(5000)
    outcome(auth.http.get('/things'))
    await clock.advance(5000)
    api.expireAccessTokens()
    const renewed = outcome(auth.http.get('/things'))
    await clock.advance(3000)
    expect(renewed.value?.status).toBe(200)
    expect(refreshes()).toBe(2)
  })

  it('among many such is not worth a refresh each', async () => {
    const { auth, api, clock, refreshes } = start()
    for (let n = 0; n < 50; n += 1) {
      api.fail({ path: `/odd/${n}`, status: 401, times: Infinity })
      outcome(auth.http.get(`/odd/${n}`))
      await clock.advance(2000)
    }
    expect(refreshes()).toBeLessThanOrEqual(7)
  })
})

describe('a request that is not to be replayed', () => {
  it('has the token renewed each time that one has truly ended', async () => {
    const { auth, api, clock, refreshes } = start()
    for (let n = 1; n <= 3; n += 1) {
      api.expireAccessTokens()
      outcome(auth.http.get('/things', { replay: false }))
      await clock.advance(2000)
      const next = outcome(auth.http.get('/things', { replay: false }))
      await clock.advance(2000)
      expect(next.value?.status).toBe(200)
      expect(refreshes()).toBe(n)
    }
  })
})

describe('what is remembered', () => {
  const token = (value: string): AccessToken => ({ value, lifetime: null, sentAt: 0 })
  const [t1, t2] = [token('t1'), token('t2')]

  function setUp() {
    let now = 0
    const futility = createFutility(() => now)
    return { futility, pass: (ms: number) => (now += ms) }
  }

  it('is kept by method and path; the query is not of it, and the base is', () => {
    const { futility, pass } = setUp()
    futility.refused({ method: 'get', baseURL: '/api', url: '/odd?page=1' }, t1)
    pass(1000)
    const holds = (target: object) => futility.holds({ method: 'get', baseURL: '/api', ...target }, t1)
    expect(holds({ url: '/odd?page=2#top' })).toBe(true)
    expect(holds({ url: '/odd', method: 'post' })).toBe(false)
    expect(holds({ url: '/odd', baseURL: '/other' })).toBe(false)
    expect(holds({ url: '/odd/1' })).toBe(false)
    expect(futility.holds({}, t1)).toBe(false)
  })

  it('holds for everybody for a second, doubled with each new token that does not help, to a minute', () => {
    const { futility, pass } = setUp()
    for (let n = 0; n < 8; n += 1) {
      futility.refused({ url: `/odd/${n}` }, token(`t${n}`))
      const quiet = Math.min(1000 * 2 ** n, 60_000)
      pass(quiet - 1)
      expect(futility.holds({ url: '/things' }, t1)).toBe(true)
      pass(1)
      expect(futility.holds({ url: '/things' }, t1)).toBe(false)
    }
  })

  it('counts a token once, however many addresses refuse it', () => {
    const { futility, pass } = setUp()
    for (let n = 0; n < 5; n += 1) futility.refused({ url: `/odd/${n}` }, t1)
    pass(1000)
    expect(futility.holds({ url: '/things' }, t1)).toBe(false)
    futility.took({ url: '/odd/0' })
    futility.refused({ url: '/odd/1' }, t2)
    pass(1000)
    expect(futility.holds({ url: '/things' }, t1)).toBe(false)
  })

  it('waits for the new token to be refused there, and for no other', () => {
    const { futility } = setUp()
    futility.brought({ url: '/once' }, t2)
    expect(futility.holds({ url: '/once' }, t1)).toBe(false)
    expect(futility.holds({ url: '/things' }, t2)).toBe(false)
    expect(futility.holds({ url: '/once' }, t2)).toBe(true)
  })

  it('is bounded: the oldest goes first', () => {
    const { futility, pass } = setUp()
    for (let n = 0; n < 150; n += 1) futility.refused({ url: `/odd/${n}` }, t1)
    pass(1000)
    expect(futility.holds({ url: '/odd/49' }, t1)).toBe(false)
    expect(futility.holds({ url: '/odd/50' }, t1)).toBe(true)
    expect(futility.holds({ url: '/odd/149' }, t1)).toBe(true)
  })

  it('is bounded for addresses that take tokens too: the one that was asked longest ago goes first', () => {
    const { futility } = setUp()
    futility.refused({ url: '/odd' }, t1)
    for (let n = 0; n < 100; n += 1) futility.took({ url: `/things/${n}` })
    futility.took({ url: '/things/0' })
    futility.took({ url: '/things/100' })
    expect(futility.holds({ url: '/things/1' }, t1)).toBe(true)
    for (const n of [0, 2, 99, 100]) expect(futility.holds({ url: `/things/${n}` }, t1)).toBe(false)
  })
})

describe('an address that says 401 whenever it answers', () => {
  it('costs a refresh a minute, though every other request there is aborted (an effect under StrictMode)', async () => {
    const { auth, clock, refreshes } = start()
    for (let n = 0; n < 25; n += 1) {
      const controller = new AbortController()
      outcome(auth.http.get('/odd', { signal: controller.signal }))
      controller.abort()
      outcome(auth.http.get('/odd'))
      await clock.advance(2000)
    }
    expect(refreshes()).toBe(1)
  })

  it.each([
    ['a lost connection', { kind: 'network' }],
    ['a 503', { status: 503 }],
  ] as const)('costs a refresh a minute, though it is at times answered by %s', async (_case, fault) => {
    const clock = createFakeClock()
    const { auth, api } = createTestAuth({ clock, signedInAs: 'ada' })
    for (let n = 0; n < 10; n += 1) {
      api.fail({ path: '/odd', ...fault })
      outcome(auth.http.get('/odd'))
      await clock.advance(2000)
      api.recover()
      api.fail({ path: '/odd', status: 401, times: Infinity })
      outcome(auth.http.get('/odd'))
      await clock.advance(2000)
      api.recover()
    }
    expect(api.counts('POST', '/auth/refresh')).toBe(1)
  })
})

describe('an address that always says 401 does not keep others from being renewed for', () => {
  it('though it has done so for ten minutes', async () => {
    const { auth, api, clock } = start()
    const others: number[] = []
    for (let n = 0; n < 10; n += 1) {
      outcome(auth.http.get('/odd'))
      await clock.advance(2000)
      const other = outcome(auth.http.get('/things'))
      await clock.advance(60_000)
      others.push(other.value?.status ?? 0)
    }
    expect(others).toEqual(Array(10).fill(200))
    outcome(auth.http.get('/odd'))
    await clock.advance(2000)
    outcome(auth.http.get('/things'))
    await clock.advance(8000)
    // The server's keys are changed: the token ends now, the session does not.
    api.expireAccessTokens()
    const other = outcome(auth.http.get('/things'))
    await clock.advance(5000)
    expect(other.value?.status).toBe(200)
  })

  it('nor does one that is not to be replayed, of a token whose end nobody names', async () => {
    const { auth, api, clock } = start({ accessTokenTtl: null, accessTokens: 'opaque' })
    api.recover()
    api.expireAccessTokens()
    outcome(auth.http.post('/beacon', {}, { replay: false }))
    await clock.advance(2000)
    const between = outcome(auth.http.get('/things'))
    await clock.advance(600_000)
    expect(between.value?.status).toBe(200)
    api.expireAccessTokens()
    outcome(auth.http.post('/beacon', {}, { replay: false }))
    const other = outcome(auth.http.get('/things'))
    await clock.advance(5000)
    expect(other.value?.status).toBe(200)
  })
})

describe('a token that was good for ten minutes', () => {
  async function renewedOnce(ask: (auth: ReturnType<typeof start>['auth']) => Promise<unknown>) {
    const set = start()
    const { auth, api, clock } = set
    await clock.advance(5000)
    const outcomes: ReturnType<typeof outcome>[] = []
    for (let n = 0; n < 2; n += 1) {
      api.expireAccessTokens()
      outcomes.push(outcome(ask(auth)))
      await clock.advance(600_000)
    }
    return set
  }

  it('is renewed at its first 401: of a request that is not to be sent again', async () => {
    const { refreshes } = await renewedOnce((auth) => auth.http.post('/orders', {}, { replay: false }))
    expect(refreshes()).toBe(2)
  })

  it('is renewed at its first 401: of what is not axios', async () => {
    const { refreshes } = await renewedOnce(async (auth) =>
      auth.getAccessToken({ refused: await auth.getAccessToken() }),
    )
    expect(refreshes()).toBe(2)
  })
})
