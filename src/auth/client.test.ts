import { describe, expect, it } from 'vitest'
import { RefreshDeferredError, SessionChangedError, SessionEndedError, type LoggedEvent } from '.'
import {
  createFakeApi,
  createFakeBrowser,
  createFakeClock,
  createFakeServer,
  createTestAuth,
  FAKE_PASSWORD,
  type FakeTab,
  type TestAuthOptions,
} from './testing'
import { clientIn, outcome } from './testing/scenes'

/** The engine in one fake tab, on a clock that the test turns. */
function start(options: TestAuthOptions = {}) {
  const clock = createFakeClock()
  const test = createTestAuth({ accessTokenTtl: 60, ...options, clock })
  const events: LoggedEvent[] = []
  test.auth.on('event', (event) => events.push(event))
  const settled = async <T>(work: Promise<T>) => {
    let result: { value: T } | { error: unknown } | null = null
    work.then(
      (value) => (result = { value }),
      (error: unknown) => (result = { error }),
    )
    await clock.settle()
    return result as { value: T } | { error: unknown } | null
  }
  return { ...test, clock, events, settled, refreshes: () => test.api.counts('POST', '/auth/refresh') }
}

const unauthorized = (log: readonly { status: number | null }[]) => log.filter(({ status }) => status === 401).length

describe('signing in', () => {
  it('begins a session, and its token goes with every request', async () => {
    const { auth, api, clock, settled } = start()
    await clock.settle()
    const user = await settled(auth.signIn({ username: 'ada', password: FAKE_PASSWORD }))
    expect(user).toMatchObject({ value: { username: 'ada' } })
    expect(auth.store.getState()).toMatchObject({ status: 'signed-in', epoch: expect.any(Number) })
    const answer = await settled(auth.http.get('/users/me'))
    expect(answer).toMatchObject({ value: { status: 200, data: { username: 'ada' } } })
    expect(unauthorized(api.log)).toBe(0)
  })

  it('fails with a reason, and leaves all as it was', async () => {
    const { auth, settled } = start({ signedInAs: 'ada' })
    const before = auth.store.getState()
    const failed = await settled(auth.signIn({ username: 'grace', password: 'wrong' }))
    expect(failed).toMatchObject({ error: { failure: 'invalid-credentials' } })
    expect(auth.store.getState()).toEqual(before)
  })
})

describe('the scheduled refresh', () => {
  it('comes before the end of each token: no request ever meets a 401', async () => {
    const { auth, api, clock, settled, refreshes } = start({ signedInAs: 'ada' })
    for (let minute = 0; minute < 10; minute += 1) {
      await clock.advance(60_000)
      expect(await settled(auth.http.get('/things'))).toMatchObject({ value: { status: 200 } })
    }
    expect(unauthorized(api.log)).toBe(0)
    expect(refreshes()).toBeGreaterThanOrEqual(10)
    expect(refreshes()).toBeLessThanOrEqual(14)
  })

  it('is made up for after a sleep, once, before the click that follows is sent', async () => {
    const { auth, api, clock, refreshes, settled } = start({ signedInAs: 'ada' })
    clock.sleep(8 * 3_600_000)
    const clicks = Array.from({ length: 100 }, () => auth.http.get('/things'))
    expect(await settled(Promise.all(clicks))).toMatchObject({ value: { length: 100 } })
    expect(refreshes()).toBe(1)
    expect(unauthorized(api.log)).toBe(0)
  })

  it.each([-12, 12])('does not mind a server clock that is %i h off', async (hours) => {
    const { auth, api, clock, settled } = start({ clockOffset: hours * 3_600_000 })
    await settled(auth.signIn({ username: 'ada', password: FAKE_PASSWORD }))
    await clock.advance(180_000)
    await settled(auth.http.get('/things'))
    expect(unauthorized(api.log)).toBe(0)
  })
})

describe('a 401', () => {
  it('costs one refresh and one replay, for any number of requests', async () => {
    const { auth, api, refreshes, settled } = start({ signedInAs: 'ada' })
    api.expireAccessTokens()
    const answers = await settled(Promise.all(Array.from({ length: 100 }, (_, n) => auth.http.post('/things', { n }))))
    expect(answers).toMatchObject({ value: { length: 100 } })
    expect(refreshes()).toBe(1)
    expect(api.counts('POST', '/things')).toBe(200)
  })

  it('of a session that was revoked ends it once, and says why', async () => {
    const { auth, api, events, settled } = start({ signedInAs: 'ada' })
    api.revokeSessions()
    const [one, other] = await Promise.all([settled(auth.http.get('/a')), settled(auth.http.get('/b'))])
    expect(one).toMatchObject({ error: expect.any(SessionEndedError) })
    expect(other).toMatchObject({ error: { reason: 'revoked' } })
    expect(auth.store.getState()).toEqual({ status: 'signed-out', reason: 'revoked' })
    expect(events.filter(({ type }) => type === 'session-ended')).toHaveLength(1)
  })

  it('that stays one reaches the caller, and the next such request costs no refresh', async () => {
    const { auth, api, refreshes, settled } = start({ signedInAs: 'ada' })
    api.fail({ path: '/odd', status: 401, times: 99 })
    expect(await settled(auth.http.get('/odd'))).toMatchObject({ error: { response: { status: 401 } } })
    expect(api.counts('GET', '/odd')).toBe(2)
    expect(await settled(auth.http.get('/odd'))).toMatchObject({ error: { response: { status: 401 } } })
    expect(api.counts('GET', '/odd')).toBe(3)
    expect(refreshes()).toBe(1)
  })
})

describe('trouble', () => {
  it('keeps the session: requests go on while the token lives, then wait for better times', async () => {
    const { auth, api, clock, settled, refreshes } = start({ signedInAs: 'ada' })
    api.fail({ path: '/auth/refresh', status: 503, times: 999 })
    await clock.advance(55_000)
    expect(refreshes()).toBeGreaterThan(0)
    expect(auth.store.getState()).toMatchObject({ status: 'signed-in', deferred: { trouble: 'server' } })
    expect(await settled(auth.http.get('/things'))).toMatchObject({ value: { status: 200 } })
    await clock.advance(3_600_000)
    const late = await settled(auth.http.get('/things'))
    expect(late).toMatchObject({ error: expect.any(RefreshDeferredError) })
    expect(refreshes()).toBeLessThan(60)
    api.recover()
    await clock.advance(600_000)
    expect(auth.store.getState()).toMatchObject({ status: 'signed-in', deferred: null })
    expect(unauthorized(api.log)).toBe(0)
  })
})

describe('sign-out', () => {
  it('wins over a refresh that is out, and revokes what that brings', async () => {
    const { auth, api, browser, settled } = start({ signedInAs: 'ada' })
    const held = api.hold('/auth/refresh')
    api.expireAccessTokens()
    const request = auth.http.get('/things')
    await settled(request)
    const out = auth.signOut()
    expect(auth.store.getState()).toEqual({ status: 'signed-out', reason: 'signed-out' })
    expect(await settled(request)).toMatchObject({ error: { reason: 'signed-out' } })
    held.release()
    await settled(out)
    expect(auth.store.getState()).toMatchObject({ status: 'signed-out' })
    expect(api.counts('POST', '/auth/logout')).toBe(1)
    expect(browser.jar.sent('refresh_token')).toBeNull()
  })
})

describe('the identity fence', () => {
  it('keeps what one person asked for from going out in the name of another', async () => {
    const { auth, api, settled } = start({ signedInAs: 'ada' })
    const held = api.hold('/auth/refresh')
    api.expireAccessTokens()
    const request = auth.http.post('/things', { of: 'ada' })
    await settled(request)
    const switched = auth.signIn({ username: 'grace', password: FAKE_PASSWORD })
    await settled(switched)
    // The sign-in waits for the refresh that is out.
    expect(api.counts('POST', '/auth/login')).toBe(0)
    held.release()
    expect(await settled(switched)).toMatchObject({ value: { username: 'grace' } })
    await settled(request)
    expect(api.log.filter(({ path, tokenOwner }) => path === '/things' && tokenOwner === 'grace')).toEqual([])
    expect(api.liveSessions('ada')).toBe(0)
  })

  it('rejects what was asked for in a session that someone else has taken the place of', async () => {
    const { auth, api, settled } = start({ signedInAs: 'ada' })
    const held = api.hold('/things')
    const request = auth.http.post('/things', { of: 'ada' })
    await settled(request)
    await settled(auth.signIn({ username: 'grace', password: FAKE_PASSWORD }))
    held.release()
    expect(await settled(request)).toMatchObject({ error: expect.any(SessionChangedError) })
  })
})

it('gives up a sign-in that the person signed out of', async () => {
  const { auth, api, settled } = start()
  const held = api.hold('/auth/login')
  const signIn = auth.signIn({ username: 'ada', password: FAKE_PASSWORD })
  await settled(signIn)
  void auth.signOut()
  held.release()
  expect(await settled(signIn)).toMatchObject({ error: { failure: 'superseded' } })
  expect(auth.store.getState()).toMatchObject({ status: 'signed-out' })
  expect(api.liveSessions()).toBe(0)
})

describe('a token for what is not axios', () => {
  it('is another one where the server refused the one that there was, and not a third one for who comes late', async () => {
    const clock = createFakeClock()
    const { auth, api } = createTestAuth({ clock, signedInAs: 'ada' })
    const refused = await auth.getAccessToken()
    api.expireAccessTokens()
    expect(await auth.getAccessToken()).toBe(refused)
    const [one, two] = [outcome(auth.getAccessToken({ refused })), outcome(auth.getAccessToken({ refused }))]
    await clock.advance(1000)
    expect(one.value).toBeDefined()
    expect(one.value).not.toBe(refused)
    expect(two.value).toBe(one.value)
    expect(await auth.getAccessToken({ refused })).toBe(one.value)
    expect(api.counts('POST', '/auth/refresh')).toBe(1)
  })

  it('says so where the session is over', async () => {
    const clock = createFakeClock()
    const { auth, api } = createTestAuth({ clock, signedInAs: 'ada' })
    const refused = await auth.getAccessToken()
    api.revokeSessions()
    const next = outcome(auth.getAccessToken({ refused }))
    await clock.advance(1000)
    expect(next.error).toMatchObject({ name: 'SessionEndedError', reason: 'revoked' })
  })
})

it('a role and a field that another contract has reach the other tabs, and the next load', async () => {
  const clock = createFakeClock()
  const browser = createFakeBrowser(clock)
  const api = createFakeServer(clock)
  const user = { id: 'u1', username: 'eve', firstName: '', lastName: '', role: 'editor', email: 'eve@example.test' }
  const grant = { accessToken: 'opaque', expiresIn: 600, user }
  const contract = (tab: FakeTab) => ({ ...createFakeApi(api, tab), login: () => Promise.resolve(grant) })
  const options = { flow: 'access-token', tokenStorage: 'session' } as const
  const [one, two] = [browser.openTab(), browser.openTab()]
  const [auth, other] = [one, two].map((tab) => clientIn(tab, api, { api: contract(tab), ...options }))
  void other?.restore()
  outcome(auth?.signIn({ username: 'eve', password: '' }) ?? Promise.reject(new Error('No client.')))
  await clock.advance(500)
  expect(other?.store.getState()).toMatchObject({ status: 'signed-in', user })
  two.kill()
  const next = clientIn(one.reload(), api, options)
  void next.restore()
  await clock.advance(500)
  expect(next.store.getState()).toMatchObject({ status: 'signed-in', user })
})
