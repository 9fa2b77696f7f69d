import { describe, expect, it } from 'vitest'
import { createAuthClient, SessionChangedError, SessionEndedError, SignInError } from '../../src/auth'
import { openPromise } from '../../src/auth/testing'
import { failureOf, type Hold, type LoopbackApi, sharedNotes, start, type Started, type StartOptions } from './support'

const SERVERS = ['session', 'presented-token'] as const

const BROWSERS = SERVERS.flatMap((logoutEnds) => [
  [`logout ends the ${logoutEnds}, with a hint`, { server: { logoutEnds }, seesHint: true }] as const,
  [`logout ends the ${logoutEnds}, without a hint`, { server: { logoutEnds }, seesHint: false }] as const,
])

/** What is under way when the person acts. */
interface Situation {
  readonly request: Promise<unknown>
  /** A refresh is out, and with it the turn of the cookie jar; null: none is. */
  readonly refresh: Hold | null
  /** The answer to the request itself. */
  readonly answer: Hold
}

const post = ({ auth }: Started) => failureOf(auth.http.post('/things', { of: 'ada' }))

async function waitingForRefresh(started: Started, stage: 'before' | 'after'): Promise<Situation> {
  started.clock.sleep(61_000)
  const refresh = started.api.hold('/auth/refresh', stage)
  const answer = started.api.hold('/things')
  const request = post(started)
  await refresh.arrived
  return { request, refresh, answer }
}

async function refused(started: Started): Promise<Situation> {
  await started.api.control.expireAccessTokens()
  const refresh = started.api.hold('/auth/refresh')
  const request = post(started)
  await refresh.arrived
  return { request, refresh, answer: started.api.hold('/things', 'before') }
}

async function replaying(started: Started): Promise<Situation> {
  const { request, refresh, answer } = await refused(started)
  refresh?.release()
  await answer.arrived
  return { request, refresh: null, answer }
}

async function sending(started: Started): Promise<Situation> {
  const answer = started.api.hold('/things')
  const request = post(started)
  await answer.arrived
  return { request, refresh: null, answer }
}

async function sendingInVain(started: Started): Promise<Situation> {
  await started.api.control.expireAccessTokens()
  return sending(started)
}

const SITUATIONS: readonly (readonly [string, (started: Started) => Promise<Situation>])[] = [
  ['a refresh that the server has not looked at', (started) => waitingForRefresh(started, 'before')],
  ['a refresh whose answer is under way', (started) => waitingForRefresh(started, 'after')],
  ['a refresh after a 401', refused],
  ['a replay', replaying],
  ['a first sending', sending],
  ['a first sending that will be refused', sendingInVain],
]

/** What `ada` asked for went out in her name or in nobody's. */
function expectUnmixed(api: LoopbackApi): void {
  for (const { owner, body } of api.to('/things')) {
    if (body.toString().includes('ada')) expect(owner).toBe('usr_ada')
  }
  expect(api.control.reuseDetected).toBe(0)
}

const cases = SERVERS.flatMap((logoutEnds) => SITUATIONS.map(([name, set]) => [name, logoutEnds, set] as const))

describe.each(cases)('row 7: %s is under way (logout ends the %s)', (_name, logoutEnds, set) => {
  const server = { logoutEnds }

  it('sign-out: over at once, nothing resurrected, no session left on the server', async () => {
    const started = await start({ signedInAs: 'ada', server })
    const { auth, api, network, events, refreshes } = started
    const { request, refresh, answer } = await set(started)
    const before = refreshes()
    const out = auth.signOut()
    expect(auth.store.getState()).toEqual({ status: 'signed-out', reason: 'signed-out' })
    // Who waits hears of it at once; who is on the way when the answer comes.
    if (refresh !== null) expect(await request).toMatchObject({ reason: 'signed-out' })
    refresh?.release()
    await out
    answer.release()
    expect(await request).toBeInstanceOf(SessionEndedError)
    expect(await request).toMatchObject({ reason: 'signed-out' })
    expect(auth.store.getState()).toEqual({ status: 'signed-out', reason: 'signed-out' })
    expect(events.filter(({ type }) => type === 'session-ended')).toHaveLength(1)
    expect(await api.liveSessions('ada')).toBe(0)
    expect(network.cookies.size).toBe(0)
    expect(api.counts('/auth/logout')).toBe(1)
    expectUnmixed(api)

    await auth.restore()
    await started.clock.advance(3_600_000)
    await network.idle()
    expect(refreshes()).toBe(before)
    expect(auth.store.getState().status).toBe('signed-out')
  })

  it('sign-in as another: what the first asked for is rejected, and never goes out in the other’s name', async () => {
    const started = await start({ signedInAs: 'ada', server })
    const { auth, api, clock, signIn, refreshes } = started
    const { request, refresh, answer } = await set(started)
    const signedIn = signIn('grace')
    await clock.settle()
    if (refresh !== null) expect(api.counts('/auth/login')).toBe(1)
    refresh?.release()
    await signedIn
    answer.release()
    expect(await request).toBeInstanceOf(SessionChangedError)
    expect(auth.store.getState()).toMatchObject({ status: 'signed-in', user: { username: 'grace' } })
    expect(await api.liveSessions('ada')).toBe(0)
    expect(await api.liveSessions('grace')).toBe(1)

    const before = refreshes()
    clock.sleep(61_000)
    expect((await auth.http.post('/things', { of: 'grace' })).data).toMatchObject({ owner: 'usr_grace' })
    expect(refreshes()).toBe(before + 1)
    expectUnmixed(api)
  })

  it('sign-in anew as the same person: what was asked for in the session before is rejected all the same', async () => {
    const started = await start({ signedInAs: 'ada', server })
    const { api, auth, signIn } = started
    const { request, refresh, answer } = await set(started)
    const signedIn = signIn('ada')
    refresh?.release()
    await signedIn
    answer.release()
    expect(await request).toBeInstanceOf(SessionChangedError)
    expect(auth.store.getState()).toMatchObject({ status: 'signed-in', user: { username: 'ada' } })
    expect(await api.liveSessions('ada')).toBe(1)
    expectUnmixed(api)
  })

  it('dispose: what waits is rejected, nothing goes on by itself, and the session lives on elsewhere', async () => {
    const started = await start({ signedInAs: 'ada', server })
    const { auth, api, clock, network } = started
    const { request, refresh, answer } = await set(started)
    auth.dispose()
    if (refresh !== null) expect(await request).toMatchObject({ reason: 'disposed' })
    refresh?.release()
    answer.release()
    await network.idle()
    expect(await request).toBeInstanceOf(SessionEndedError)
    expect(await request).toMatchObject({ reason: 'disposed' })
    expect(clock.pending()).toBe(0)
    const calls = api.seen.length
    await clock.advance(3_600_000)
    await network.idle()
    expect(api.seen).toHaveLength(calls)
    expect(api.counts('/auth/logout')).toBe(0)
    expect(await api.liveSessions('ada')).toBe(1)
    expect(network.cookies.get('refresh_token')).toBeTruthy()
    expectUnmixed(api)
  })
})

describe.each(SERVERS)('row 7: a sign-in is in flight (logout ends the %s)', (logoutEnds) => {
  const server = { logoutEnds }

  it.each(['before', 'after'] as const)('sign-out wins over it (%s the server’s work)', async (stage) => {
    const { auth, api, network, events, signIn } = await start({ server })
    const held = api.hold('/auth/login', stage)
    const failure = failureOf(signIn('ada'))
    await held.arrived
    const out = auth.signOut()
    expect(auth.store.getState().status).toBe('signed-out')
    held.release()
    expect(await failure).toBeInstanceOf(SignInError)
    expect(await failure).toMatchObject({ failure: 'superseded' })
    await out
    await network.idle()
    expect(auth.store.getState().status).toBe('signed-out')
    expect(events.some(({ type }) => type === 'session-began')).toBe(false)
    expect(await api.liveSessions('ada')).toBe(0)
    expect(network.cookies.size).toBe(0)
  })

  it('over the session of someone else, sign-out ends both', async () => {
    const { auth, api, network, signIn } = await start({ signedInAs: 'grace', server })
    const held = api.hold('/auth/login')
    const failure = failureOf(signIn('ada'))
    await held.arrived
    const out = auth.signOut()
    expect(auth.store.getState()).toMatchObject({ status: 'signed-out' })
    held.release()
    expect(await failure).toMatchObject({ failure: 'superseded' })
    await out
    await network.idle()
    expect(auth.store.getState()).toMatchObject({ status: 'signed-out' })
    expect([await api.liveSessions('ada'), await api.liveSessions('grace')]).toEqual([0, 0])
    expect(network.cookies.size).toBe(0)
  })

  it('another sign-in comes after it, and is the one that stays', async () => {
    const { auth, api, signIn } = await start({ server })
    const held = api.hold('/auth/login')
    const first = signIn('ada')
    await held.arrived
    const second = signIn('grace')
    held.release()
    expect([(await first).username, (await second).username]).toEqual(['ada', 'grace'])
    expect(api.peak('/auth/login')).toBe(1)
    expect(auth.store.getState()).toMatchObject({ user: { username: 'grace' } })
    expect([await api.liveSessions('ada'), await api.liveSessions('grace')]).toEqual([0, 1])
    expect((await auth.http.get('/things')).data).toMatchObject({ owner: 'usr_grace' })
  })

  it('dispose rejects it, and nothing of it is kept', async () => {
    const { auth, api, clock, network, signIn } = await start({ server })
    const held = api.hold('/auth/login')
    const failure = failureOf(signIn('ada'))
    await held.arrived
    auth.dispose()
    held.release()
    expect(await failure).toMatchObject({ failure: 'superseded' })
    await network.idle()
    expect(auth.store.getState().status).toBe('signed-out')
    expect(clock.pending()).toBe(0)
    expect(await api.liveSessions('ada')).toBe(0)
  })

  it('requests of the session before go on while it is out, and are fenced once it is in', async () => {
    const { auth, api, signIn } = await start({ signedInAs: 'ada', server })
    const held = api.hold('/auth/login', 'before')
    const signedIn = signIn('grace')
    await held.arrived
    expect((await auth.http.get('/things')).data).toMatchObject({ owner: 'usr_ada' })
    const late = api.hold('/late')
    const request = failureOf(auth.http.get('/late'))
    await late.arrived
    held.release()
    await signedIn
    late.release()
    expect(await request).toBeInstanceOf(SessionChangedError)
  })

  it('sign-in while the sign-out before it is under way: in that order', async () => {
    const { auth, api, clock, network, signIn } = await start({ signedInAs: 'ada', server })
    const held = api.hold('/auth/logout')
    const out = auth.signOut()
    await held.arrived
    const signedIn = signIn('grace')
    await clock.settle()
    expect(api.counts('/auth/login')).toBe(1)
    held.release()
    await Promise.all([out, signedIn])
    expect(auth.store.getState()).toMatchObject({ user: { username: 'grace' } })
    expect(network.cookies.get('refresh_token')).toBeTruthy()
    expect([await api.liveSessions('ada'), await api.liveSessions('grace')]).toEqual([0, 1])
    clock.sleep(61_000)
    expect((await auth.http.get('/things')).data).toMatchObject({ owner: 'usr_grace' })
  })
})

describe('row 7: a refresh’s cookie that lands late', () => {
  /** A refresh whose answer, rotated long since, has not come when its timeout is over. */
  async function overdue(options: StartOptions) {
    const started = await start({ signedInAs: 'ada', ...options, refreshTimeout: 5000 })
    const { auth, api, clock } = started
    clock.sleep(61_000)
    const held = api.hold('/auth/refresh')
    const request = failureOf(auth.http.get('/things'))
    await held.arrived
    await clock.advance(5000)
    expect(await request).toMatchObject({ trouble: 'timeout' })
    return { ...started, held }
  }

  /** Time and answers, until there is no more to wait for. */
  async function goOn({ clock, network }: Started, seconds = 15): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      await clock.advance(1000)
      await network.idle()
    }
  }

  it.each(BROWSERS)('3 s after its timeout, and after the sign-out: is revoked (%s)', async (_, options) => {
    const { held, ...started } = await overdue(options)
    const { auth, api, clock, network } = started
    const out = auth.signOut()
    await clock.advance(3000)
    held.release()
    await network.idle()
    await goOn(started)
    await out
    expect(await api.liveSessions('ada')).toBe(0)
    expect(network.cookies.size).toBe(0)
    expect(auth.store.getState().status).toBe('signed-out')
  })

  it.each(BROWSERS)(
    '3 s after its timeout, when another signs in: is out of the way by then (%s)',
    async (_, options) => {
      const { held, auth, api, clock, network, signIn } = await overdue(options)
      const signedIn = signIn('grace')
      await clock.advance(3000)
      held.release()
      await network.idle()
      await clock.advance(1000)
      await signedIn
      clock.sleep(61_000)
      expect((await auth.http.get('/things')).data).toMatchObject({ owner: 'usr_grace' })
      expect(auth.store.getState()).toMatchObject({ user: { username: 'grace' } })
      expect(await api.liveSessions('ada')).toBe(0)
    },
  )

  it.each(BROWSERS)('after all waits, and after the sign-out: does not land any more (%s)', async (_, options) => {
    const { held, ...started } = await overdue(options)
    const { auth, api, clock, network } = started
    const out = auth.signOut()
    await clock.advance(8000)
    await api.saw('/auth/logout')
    await out
    held.release()
    await network.idle()
    await goOn(started)
    expect(network.cookies.size).toBe(0)
    expect(auth.store.getState().status).toBe('signed-out')
    if (options.server.logoutEnds === 'session') expect(await api.liveSessions('ada')).toBe(0)
  })

  it.each(BROWSERS)(
    'after all waits, when another has signed in: does not take the session over (%s)',
    async (_, options) => {
      const { held, auth, api, clock, network, signIn } = await overdue(options)
      const signedIn = signIn('grace')
      await clock.advance(8000)
      await signedIn
      held.release()
      await network.idle()
      clock.sleep(61_000)
      expect((await auth.http.get('/things')).data).toMatchObject({ owner: 'usr_grace' })
      expect(auth.store.getState()).toMatchObject({ user: { username: 'grace' } })
      expect(await api.liveSessions('ada')).toBe(0)
    },
  )

  it.each(BROWSERS)('while the sign-out waits for it: is what the logout presents (%s)', async (_, options) => {
    const { auth, api, clock, network } = await start({ signedInAs: 'ada', ...options })
    clock.sleep(61_000)
    const held = api.hold('/auth/refresh')
    const request = failureOf(auth.http.get('/things'))
    await held.arrived
    const old = network.cookies.get('refresh_token')
    const out = auth.signOut()
    await clock.settle()
    expect(api.counts('/auth/logout')).toBe(0)
    held.release()
    await out
    expect(await request).toBeInstanceOf(SessionEndedError)
    const presented = api.to('/auth/logout').map(({ headers }) => headers.cookie)
    expect(presented).toEqual([expect.stringMatching(/refresh_token=\w+/)])
    expect(presented[0]).not.toContain(old)
    expect(await api.liveSessions('ada')).toBe(0)
  })
})

describe('row 7: signing out', () => {
  const offline = [
    ['a reset', { kind: 'reset' }],
    ['503', { status: 503 }],
    ['429', { status: 429 }],
    ['a hotel’s Wi-Fi page', { kind: 'html' }],
  ] as const

  it.each(offline)('%s: over here at once, and the server is told as soon as it can be', async (_name, fault) => {
    const { auth, api, clock, network, events } = await start({ signedInAs: 'ada' })
    api.control.fail({ ...fault, path: '/auth/logout', times: 3 })
    await auth.signOut()
    expect(auth.store.getState()).toEqual({ status: 'signed-out', reason: 'signed-out' })
    expect(await api.liveSessions('ada')).toBe(1)
    for (let second = 0; second < 60; second += 1) {
      await clock.advance(1000)
      await network.idle()
    }
    expect(await api.liveSessions('ada')).toBe(0)
    expect(events.map(({ type }) => type).filter((type) => type.startsWith('logout'))).toEqual([
      'logout-pending',
      'logout-pending',
      'logout-pending',
      'logout-told',
    ])
    expect([api.counts('/auth/logout'), clock.pending()]).toEqual([4, 0])
  })

  it('a logout that hangs is waited for no longer than its timeout, and sent anew after twice that', async () => {
    const { auth, api, clock, network } = await start({ signedInAs: 'ada', refreshTimeout: 5000 })
    api.control.fail({ path: '/auth/logout', kind: 'hang' })
    const out = auth.signOut()
    await api.saw('/auth/logout')
    await clock.advance(5000)
    await out
    await clock.advance(4999)
    expect(api.counts('/auth/logout')).toBe(1)
    await clock.advance(2500)
    await api.saw('/auth/logout', 2)
    await network.idle()
    expect(await api.liveSessions('ada')).toBe(0)
  })

  it('while offline: the next page stays signed out, and tells the server first of all', async () => {
    const notes = sharedNotes()
    const { auth, api, clock, network } = await start({ signedInAs: 'ada', notes })
    api.control.fail({ path: '/auth/logout', kind: 'reset' })
    await auth.signOut()
    auth.dispose()
    const next = createAuthClient({ baseURL: `${api.url}/api`, clock, notes })
    expect(await next.restore()).toMatchObject({ status: 'signed-out' })
    // What became of the logout is not known at once.
    await clock.advance(1000)
    await api.saw('/auth/logout', 2)
    await network.idle()
    expect(api.counts('/auth/refresh')).toBe(0)
    expect(await api.liveSessions('ada')).toBe(0)
    next.dispose()
  })

  it('while offline, then signing in: the sign-out is told first', async () => {
    const { auth, api, clock, signIn } = await start({ signedInAs: 'ada' })
    api.control.fail({ path: '/auth/logout', kind: 'reset' })
    await auth.signOut()
    const signedIn = signIn('grace')
    // What became of the logout is not known at once.
    await clock.advance(1000)
    await signedIn
    const calls = api.seen.map(({ path }) => path).filter((path) => path.startsWith('/auth'))
    expect(calls).toEqual(['/auth/login', '/auth/logout', '/auth/logout', '/auth/login'])
    expect([await api.liveSessions('ada'), await api.liveSessions('grace')]).toEqual([0, 1])
  })

  it('twice at once: told once', async () => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    await Promise.all([auth.signOut(), auth.signOut()])
    await auth.signOut()
    expect(api.counts('/auth/logout')).toBe(1)
  })

  it('requests after it go out without a token', async () => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    await auth.signOut()
    expect(await failureOf(auth.http.get('/things'))).toMatchObject({ response: { status: 401 } })
    expect(api.to('/things')[0]?.headers.authorization).toBeUndefined()
    expect(await failureOf(auth.getAccessToken())).toBeInstanceOf(SessionEndedError)
  })
})

describe('row 7: after dispose', () => {
  it('requests and tokens are refused', async () => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    auth.dispose()
    auth.dispose()
    expect(await failureOf(auth.http.get('/things'))).toMatchObject({ reason: 'disposed' })
    expect(await failureOf(auth.getAccessToken())).toMatchObject({ reason: 'disposed' })
    expect(api.counts('/things')).toBe(0)
  })

  it('a sign-in is refused, and nothing is sent', async () => {
    const { auth, api, clock, signIn } = await start()
    auth.dispose()
    expect(await failureOf(signIn('ada'))).toBeInstanceOf(Error)
    expect(api.counts('/auth/login')).toBe(0)
    expect(auth.store.getState().status).toBe('signed-out')
    expect(clock.pending()).toBe(0)
  })

  it('restoring sends nothing', async () => {
    const { auth, api, clock } = await start()
    auth.dispose()
    await auth.restore()
    await auth.retryNow()
    expect(api.seen).toEqual([])
    expect(clock.pending()).toBe(0)
  })
})

describe('row 7: a sign-in that fails', () => {
  it.each([
    ['401', { status: 401, code: 'invalid_credentials' }, 'invalid-credentials'],
    ['400', { status: 400, code: 'invalid_request' }, 'invalid-request'],
    ['429', { status: 429, retryAfter: 30 }, 'rate-limited'],
    ['503', { status: 503 }, 'server'],
    ['a reset', { kind: 'reset' }, 'unreachable'],
    ['HTML', { kind: 'html' }, 'malformed-answer'],
  ] as const)('%s: leaves the session before as it was', async (_name, fault, failure) => {
    const { auth, api, clock, signIn } = await start({ signedInAs: 'ada' })
    const before = auth.store.getState()
    api.control.fail({ ...fault, path: '/auth/login' })
    expect(await failureOf(signIn('grace'))).toMatchObject({ name: 'SignInError', failure })
    expect(auth.store.getState()).toEqual(before)
    expect((await auth.http.get('/things')).data).toMatchObject({ owner: 'usr_ada' })
    clock.sleep(61_000)
    expect((await auth.http.get('/things')).data).toMatchObject({ owner: 'usr_ada' })
  })

  it('no answer in time: unreachable', async () => {
    const { auth, api, clock, signIn } = await start({ signedInAs: 'ada', refreshTimeout: 5000 })
    api.control.fail({ path: '/auth/login', kind: 'hang' })
    const failure = failureOf(signIn('grace'))
    await api.saw('/auth/login', 2)
    await clock.advance(5000)
    expect(await failure).toMatchObject({ failure: 'unreachable' })
    expect((await auth.http.get('/things')).data).toMatchObject({ owner: 'usr_ada' })
  })
})

describe('row 8: A’s POST waits, B signs in', () => {
  it('in an interceptor of the app: stamped when it was made, rejected, never sent', async () => {
    const { auth, api, signIn } = await start({ signedInAs: 'ada' })
    const { promise, resolve } = openPromise()
    let isFirst = true
    auth.http.interceptors.request.use(async (config) => {
      if (isFirst) await promise
      isFirst = false
      return config
    })
    const request = failureOf(auth.http.post('/things', { of: 'ada' }))
    await signIn('grace')
    resolve()
    expect(await request).toBeInstanceOf(SessionChangedError)
    expect(api.counts('/things')).toBe(0)
    expect((await auth.http.post('/things', { of: 'grace' })).data).toMatchObject({ owner: 'usr_grace' })
  })

  it('100 of A and 100 of B around a refresh and a switch: each in its own name or not at all', async () => {
    const { auth, api, clock, network, signIn } = await start({ signedInAs: 'ada' })
    clock.sleep(61_000)
    const refresh = api.hold('/auth/refresh')
    const ofAda = Array.from({ length: 100 }, (_, n) => auth.http.post('/things', { of: 'ada', n }))
    const settledOfAda = Promise.allSettled(ofAda)
    await refresh.arrived
    const signedIn = signIn('grace')
    refresh.release()
    await signedIn
    const ofGrace = await Promise.all(
      Array.from({ length: 100 }, (_, n) => auth.http.post('/things', { of: 'grace', n })),
    )
    for (const result of await settledOfAda) {
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(SessionChangedError)
    }
    expect(ofGrace).toHaveLength(100)
    for (const { body, owner } of api.to('/things')) {
      expect(owner).toBe(`usr_${(JSON.parse(body.toString()) as { of: string }).of}`)
    }
    await network.idle()
    expect(api.control.reuseDetected).toBe(0)
  })

  it('B signs in while A’s refresh is put off: A’s request is told, and never goes out', async () => {
    const { auth, api, clock, signIn } = await start({ signedInAs: 'ada' })
    clock.sleep(61_000)
    api.control.fail({ path: '/auth/refresh', status: 401 })
    const request = failureOf(auth.http.post('/things', { of: 'ada' }))
    await api.saw('/auth/refresh')
    const signedIn = signIn('grace')
    await signedIn
    expect(await request).toBeInstanceOf(SessionChangedError)
    expect(api.counts('/things')).toBe(0)
  })

  it('a request made by a visitor goes out as one, though someone signs in before it is sent', async () => {
    const { auth, api, signIn } = await start()
    await auth.signOut()
    const { promise, resolve } = openPromise()
    auth.http.interceptors.request.use(async (config) => {
      await promise
      return config
    })
    const request = Promise.allSettled([auth.http.post('/things', { of: 'nobody' })])
    await signIn('grace')
    resolve()
    await request
    expect(api.to('/things').map(({ owner }) => owner)).toEqual([null])
  })
})
