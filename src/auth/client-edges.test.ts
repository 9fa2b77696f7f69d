import axios from 'axios'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createAuthClient, type AuthClientOptions } from '.'
import { createFakeBrowser, createFakeClock, createTestAuth, FAKE_PASSWORD, type TestAuthOptions } from './testing'
import { clientIn, outcome, userOf } from './testing/scenes'

const ADA = { username: 'ada', password: FAKE_PASSWORD }
const GRACE = { username: 'grace', password: FAKE_PASSWORD }

function start(options: TestAuthOptions = {}) {
  const clock = createFakeClock()
  const set = createTestAuth({ accessTokenTtl: 60, ...options, clock })
  const events: string[] = []
  set.auth.on('event', ({ type }) => events.push(type))
  return { ...set, clock, events, logouts: () => set.api.counts('POST', '/auth/logout') }
}

describe('a client that is told nothing', () => {
  afterEach(() => void vi.unstubAllGlobals())

  it('talks to /api on the page’s own origin, as the reference contract reads, and knows its hint', async () => {
    const asked: string[] = []
    vi.stubGlobal('fetch', (input: Request | string | URL) => {
      asked.push(input instanceof Request ? input.url : String(input))
      return Promise.resolve(Response.json({ code: 'refresh_token_expired' }, { status: 401 }))
    })
    const clock = createFakeClock()
    const browser = createFakeBrowser(clock)
    const unheard = createAuthClient({ ...browser.openTab().environment, baseURL: undefined, api: undefined })
    const nobody = outcome(unheard.restore())
    await clock.advance(2000)
    expect(nobody.value).toEqual({ status: 'signed-out', reason: null })
    expect(asked).toEqual([])

    browser.jar.accept([{ name: 'session_hint', value: 'h', httpOnly: false }])
    const auth = createAuthClient(browser.openTab().environment)
    void auth.restore()
    // The answer comes by real promises, which the fake clock does not know of.
    await vi.waitFor(async () => {
      await clock.advance(100)
      expect(auth.store.getState().status).toBe('signed-out')
    })
    expect(asked).toEqual(['https://app.test/api/auth/refresh'])
  })

  it('finds for itself what is handed in as undefined', async () => {
    const parts = { clock: undefined, locks: undefined, openChannel: undefined, notes: undefined, page: undefined }
    // As plain JavaScript may; the types forbid it.
    const options = { ...parts, tabNotes: undefined, cookies: undefined } as unknown as AuthClientOptions
    const auth = createAuthClient({ ...options, baseURL: 'https://api.test', hintCookie: 'h' })
    expect(await auth.restore()).toEqual({ status: 'signed-out', reason: null })
    auth.dispose()
  })
})

describe('a token that the global axios sends everywhere', () => {
  afterEach(() => {
    delete axios.defaults.headers.common['Authorization']
    delete axios.defaults.headers.common['authorization']
  })
  it.each(['Authorization', 'authorization'])('does not stand in for the session’s (%s)', async (name) => {
    axios.defaults.headers.common[name] = 'Bearer of-long-ago'
    const { auth, api, clock } = start({ signedInAs: 'ada' })
    outcome(auth.http.get('/things'))
    await clock.advance(100)
    expect(api.log.at(-1)).toMatchObject({ path: '/things', tokenOwner: 'ada', status: 200 })
    expect(axios.defaults.headers.common[name]).toBe('Bearer of-long-ago')
  })
})

it('a browser without URL.canParse (Safari 16) signs people in as well', async () => {
  vi.stubGlobal('URL', Object.defineProperty(class extends URL {}, 'canParse', { value: undefined }))
  const clock = createFakeClock()
  const { environment } = createFakeBrowser(clock).openTab()
  expect(() => createAuthClient({ ...environment, trustedOrigins: ['https://files.test'] })).not.toThrow()
  expect(() => createAuthClient({ ...environment, trustedOrigins: ['files.test'] })).toThrow(TypeError)
})

describe('who signs out', () => {
  it('while signing in is not signed in by that, and told so', async () => {
    const { auth, api, clock } = start()
    const held = api.hold('/auth/login')
    const signIn = outcome(auth.signIn(ADA))
    await clock.advance(100)
    void auth.signOut()
    held.release()
    await clock.advance(2000)
    expect(signIn.error).toMatchObject({ name: 'SignInError', failure: 'superseded' })
    expect(userOf(auth)).toBe('signed-out')
  })

  it('twice waits twice for the one logout', async () => {
    const { auth, api, clock, events, logouts } = start({ signedInAs: 'ada' })
    const held = api.hold('/auth/logout')
    const both = [outcome(auth.signOut().then(() => 'first')), outcome(auth.signOut().then(() => 'second'))]
    await clock.advance(500)
    expect(both).toEqual([{}, {}])
    held.release()
    await clock.advance(500)
    expect(both).toEqual([{ value: 'first' }, { value: 'second' }])
    expect(logouts()).toBe(1)
    expect(events.filter((type) => type === 'session-ended')).toHaveLength(1)
  })

  it('as a visitor costs no call, and ends nothing', async () => {
    const { auth, api, clock, events } = start()
    await auth.restore()
    void auth.signOut()
    await clock.advance(500)
    expect(api.log).toEqual([])
    expect(events).not.toContain('session-ended')
    expect(auth.store.getState()).toEqual({ status: 'signed-out', reason: null })
  })
})

describe('a client that is disposed of', () => {
  it('signs nobody in, and sends no password', async () => {
    const { auth, api } = start()
    auth.dispose()
    await expect(auth.signIn(ADA)).rejects.toMatchObject({ failure: 'superseded' })
    expect(api.log).toEqual([])
  })

  it('gives up the sign-in that is out', async () => {
    const { auth, api, clock } = start()
    const held = api.hold('/auth/login')
    const signIn = outcome(auth.signIn(ADA))
    await clock.advance(100)
    auth.dispose()
    held.release()
    await clock.advance(1000)
    expect(signIn.error).toMatchObject({ failure: 'superseded' })
  })
})

describe('an answer that comes after its timeout', () => {
  it('ends the wait that had begun, and is used', async () => {
    const { auth, api, clock } = start({ signedInAs: 'ada' })
    api.expireAccessTokens()
    const held = api.hold('/auth/refresh')
    const asked = outcome(auth.http.get('/things'))
    await clock.advance(10_500)
    expect(asked.error).toMatchObject({ name: 'RefreshDeferredError', trouble: 'timeout' })
    expect(auth.store.getState()).toMatchObject({ deferred: { trouble: 'timeout' } })
    held.release()
    await clock.advance(50)
    expect(auth.store.getState()).toMatchObject({ status: 'signed-in', deferred: null })
    expect(api.counts('POST', '/auth/refresh')).toBe(1)
  })
})

describe('a page that its server has signed in', () => {
  it.each(['ada', 'grace'])('beside one of Ada’s: of %s', async (who) => {
    const { auth, api, browser, tab, clock } = start({ signedInAs: 'ada', accessTokenTtl: 900 })
    const before = auth.store.getState()
    const order = outcome(auth.http.post('/orders', {}))
    const held = api.hold('/orders')
    await clock.advance(10)
    const granted = api.grant(who)
    browser.jar.accept(granted.cookies)
    const other = clientIn(browser.openTab(), api, { initial: { expiresIn: null, ...granted.body } })
    await clock.advance(500)
    held.release()
    await clock.advance(500)
    expect([userOf(auth), userOf(other)]).toEqual([who, who])
    const epochs = [before, auth.store.getState()].map((state) => state.status === 'signed-in' && state.epoch)
    expect(epochs[0] === epochs[1]).toBe(who === 'ada')
    if (who === 'ada') expect(order.value).toMatchObject({ status: 200 })
    else expect(order.error).toMatchObject({ name: 'SessionChangedError' })
    expect(await auth.getAccessToken()).toBe(await other.getAccessToken())
    const next = clientIn(tab.reload(), api)
    void next.restore()
    await clock.advance(500)
    expect(userOf(next)).toBe(who)
  })
})

describe('a sign-in', () => {
  it('ends the wait of the session before it', async () => {
    const { auth, api, clock } = start({ signedInAs: 'ada' })
    api.fail({ path: '/auth/refresh', status: 429, retryAfter: 3600 })
    await clock.advance(55_000)
    expect(api.counts('POST', '/auth/refresh')).toBe(1)
    outcome(auth.signIn(GRACE))
    await clock.advance(56_000)
    expect(userOf(auth)).toBe('grace')
    expect(api.counts('POST', '/auth/refresh')).toBe(2)
  })
})

describe('listeners', () => {
  it('hear of events in the order in which they happened, also when one of them signs out at once', async () => {
    const { auth } = createTestAuth()
    await auth.restore()
    auth.on('event', ({ type }) => {
      if (type === 'session-began') void auth.signOut()
    })
    const heard: string[] = []
    auth.on('event', ({ type }) => heard.push(type))
    await auth.signIn(ADA).catch(() => undefined)
    await auth.signOut()
    expect(heard.filter((type) => type.startsWith('session-'))).toEqual(['session-began', 'session-ended'])
  })
})
