import { describe, expect, it } from 'vitest'
import { createAuthClient, type AuthClientOptions } from '.'
import {
  createFakeAdapter,
  createFakeApi,
  createFakeBrowser,
  createFakeClock,
  createFakeServer,
  FAKE_PASSWORD,
  type FakeServerOptions,
  type FakeTab,
  type FakeTabOptions,
} from './testing'
import { clientIn, hardOfHearing, outcome, userOf } from './testing/scenes'

// What a tab did not hear, and must not act against: found by trial, each with the order of events that it took.

const ADA = { username: 'ada', password: FAKE_PASSWORD }

function setUp(options: FakeServerOptions = {}) {
  const clock = createFakeClock()
  const browser = createFakeBrowser(clock)
  const api = createFakeServer(clock, { accessTokenTtl: 60, ...options })
  const inTab = (tab: FakeTab, more: AuthClientOptions = {}) => clientIn(tab, api, more)
  const open = (more: AuthClientOptions = {}, tabOptions: FakeTabOptions = {}) => {
    const tab = browser.openTab(tabOptions)
    return { tab, auth: inTab(tab, more) }
  }
  const refreshes = () => api.counts('POST', '/auth/refresh')
  return { clock, browser, api, open, inTab, refreshes }
}

describe('a wait that the server named to a sibling', () => {
  it('holds for a page that comes back from the back/forward cache', async () => {
    const { clock, api, browser, inTab, open, refreshes } = setUp()
    const tab = browser.openTab()
    const { options, deafen } = hardOfHearing(tab)
    const auth = inTab(tab, options)
    outcome(auth.restore())
    await clock.advance(500)
    outcome(auth.signIn(ADA))
    await clock.advance(1000)
    const other = open()
    outcome(other.auth.restore())
    await clock.advance(1000)
    api.fail({ path: '/auth/refresh', status: 503, times: Infinity })
    for (let i = 0; i < 5; i++) {
      outcome(auth.retryNow())
      await clock.advance(1100)
    }
    api.recover()
    api.fail({ path: '/auth/refresh', status: 429, retryAfter: 3600, times: Infinity })
    tab.moment('conceal')
    tab.freeze()
    deafen(true)
    await clock.advance(12_000)
    const before = refreshes()
    outcome(other.auth.retryNow())
    await clock.advance(1000)
    expect(refreshes()).toBe(before + 1)
    tab.thaw()
    await clock.settle()
    deafen(false)
    // As Chromium says it: `pageshow`, then `visibilitychange` and `focus`.
    tab.moment('reveal')
    tab.moment('wake')
    await clock.advance(5000)
    expect(refreshes()).toBe(before + 1)
  })

  it('is not undone by "Try now" in a tab that did not hear of it (no BroadcastChannel)', async () => {
    const { clock, api, open, refreshes } = setUp({ accessTokenTtl: 900 })
    const one = open({}, { lacks: ['channel'] })
    outcome(one.auth.restore())
    await clock.advance(500)
    outcome(one.auth.signIn(ADA))
    await clock.advance(1000)
    const two = open({}, { lacks: ['channel'] })
    outcome(two.auth.restore())
    await clock.advance(3000)
    api.fail({ path: '/auth/refresh', status: 503, times: Infinity })
    for (let i = 0; i < 6; i++) {
      outcome(one.auth.retryNow())
      await clock.advance(1100)
    }
    api.recover()
    api.fail({ path: '/auth/refresh', status: 429, retryAfter: 3600, times: Infinity })
    const before = refreshes()
    outcome(two.auth.retryNow())
    await clock.advance(1500)
    outcome(two.auth.retryNow())
    await clock.advance(1500)
    expect(refreshes()).toBe(before + 1)
    outcome(one.auth.retryNow())
    await clock.advance(2000)
    expect(refreshes()).toBe(before + 1)
  })
})

describe('a page that could not restore yet when somebody signed in elsewhere', () => {
  it.each([
    ['handOver: false, Retry-After of an hour', { handOver: false }, {}, 3600],
    ['handOver: false, a 503', { handOver: false }, {}, undefined],
    ['no BroadcastChannel, Retry-After of an hour', {}, { lacks: ['channel'] as const }, 3600],
  ])('does not ask the server at each focus: %s', async (_name, options, tabOptions, retryAfter) => {
    const { clock, open, api, refreshes, browser } = setUp()
    browser.jar.accept(api.grant('ada').cookies)
    api.fail({ path: '/auth/refresh', times: Infinity, status: 503 })
    const waiting = open(options, tabOptions)
    const one = open(options, tabOptions)
    outcome(waiting.auth.restore())
    await clock.advance(100)
    outcome(one.auth.signIn(ADA))
    await clock.advance(3000)
    api.recover()
    api.fail({
      path: '/auth/refresh',
      times: Infinity,
      status: retryAfter === undefined ? 503 : 429,
      ...(retryAfter === undefined ? {} : { retryAfter }),
    })
    await clock.advance(30_000)
    one.tab.kill()
    const before = refreshes()
    for (let i = 0; i < 30; i++) {
      waiting.tab.moment('wake')
      await clock.advance(2000)
    }
    // A server in trouble, for a minute.
    expect(refreshes() - before).toBeLessThanOrEqual(retryAfter === undefined ? 6 : 1)
  })
})

it('a wait of ten minutes is over after twenty, though the clock was set back and the page reloaded now and then', async () => {
  const { clock, api, open, inTab } = setUp()
  const first = open()
  outcome(first.auth.signIn(ADA))
  await clock.advance(1000)
  api.fail({ path: '/auth/refresh', status: 503, retryAfter: 600 })
  await clock.advance(60_000)
  clock.shiftWall(-24 * 3_600_000)
  let tab = first.tab
  let auth = first.auth
  for (let i = 0; i < 10; i++) {
    tab = tab.reload()
    auth = inTab(tab)
    outcome(auth.restore())
    await clock.advance(120_000)
  }
  expect(userOf(auth)).toBe('ada')
})

it('a page that was put away again before its first look was over shows nothing of a session that was signed out of meanwhile', async () => {
  const { clock, api, browser, inTab, open } = setUp({ accessTokenTtl: 900 })
  const tab = browser.openTab()
  const { options, deafen } = hardOfHearing(tab)
  const auth = inTab(tab, options)
  outcome(auth.restore())
  await clock.advance(500)
  outcome(auth.signIn(ADA))
  await clock.advance(2000)
  outcome(auth.retryNow())
  await clock.advance(2000)
  // Put away, and back; its hint is gone (something that cleans up cookies), so it asks the server.
  tab.moment('conceal')
  browser.jar.accept([{ name: 'session_hint', value: null, httpOnly: false }])
  await clock.advance(1000)
  const hold = api.hold('/auth/refresh', 'before')
  tab.moment('reveal')
  await clock.advance(1000)
  expect(hold.waiting()).toBe(1)
  // Away again before that is answered; the connection is lost meanwhile.
  tab.moment('conceal')
  tab.freeze()
  deafen(true)
  api.fail({ path: '/auth/refresh', kind: 'network' })
  hold.release()
  await clock.advance(100)
  // Somebody signs out in another tab, and closes it.
  const other = open()
  outcome(other.auth.signIn(ADA))
  await clock.advance(40_000)
  outcome(other.auth.signOut())
  await clock.advance(1000)
  expect(userOf(other.auth)).toBe('signed-out')
  other.tab.kill()
  const shown: string[] = []
  auth.store.subscribe((s) =>
    shown.push(s.status === 'signed-in' ? `${s.user.username}${s.veiled ? ' veiled' : ''}` : s.status),
  )
  tab.thaw()
  deafen(false)
  tab.moment('reveal')
  await clock.advance(5000)
  expect(shown).not.toContain('ada')
  expect(shown.at(-1)).toBe('signed-out')
})

describe('a channel that refuses what is posted', () => {
  it('keeps nobody from signing in: a contract’s user has a field that cannot be cloned', async () => {
    const { clock, browser, api } = setUp()
    const tab = browser.openTab()
    const contract = createFakeApi(api, tab)
    const auth = clientIn(tab, api, {
      api: {
        ...contract,
        async login(...given) {
          const grant = await contract.login(...given)
          return { ...grant, user: { ...grant.user, can: () => true } as never }
        },
      },
    })
    outcome(auth.restore())
    await clock.advance(500)
    const signIn = outcome(auth.signIn(ADA))
    await clock.advance(500)
    expect(signIn.error).toBeUndefined()
    expect(userOf(auth)).toBe('ada')
  })

  it('keeps nobody from signing out, on the screen and at the server', async () => {
    const { clock, browser, api, inTab } = setUp()
    const tab = browser.openTab()
    let isBroken = false
    const auth = inTab(tab, {
      openChannel(name) {
        const channel = tab.environment.openChannel?.(name)
        if (channel === undefined) throw new Error('No channel.')
        const post = (message: unknown) => {
          if (isBroken) throw new DOMException('The channel is closed.', 'InvalidStateError')
          channel.post(message)
        }
        return { ...channel, post }
      },
    })
    outcome(auth.restore())
    await clock.advance(500)
    outcome(auth.signIn(ADA))
    await clock.advance(500)
    isBroken = true
    const signOut = outcome(auth.signOut())
    await clock.advance(5000)
    expect({ user: userOf(auth), live: api.liveSessions('ada'), error: signOut.error }).toEqual({
      user: 'signed-out',
      live: 0,
      error: undefined,
    })
  })
})

it('two apps on one origin, each with an API of its own and the default name: no token of one goes to the API of the other', async () => {
  const clock = createFakeClock()
  const browser = createFakeBrowser(clock)
  // `app.test` is where the kit's contract posts to; data goes to the API's own origin.
  const apiA = createFakeServer(clock, { origins: ['https://app.test', 'https://a.test'] })
  const apiB = createFakeServer(clock, { origins: ['https://app.test', 'https://b.test'] })
  const at = (baseURL: string, api: typeof apiA) => {
    const tab = browser.openTab()
    return createAuthClient({
      ...tab.environment,
      baseURL,
      api: createFakeApi(api, tab, { hintCookie: null }),
      http: { adapter: createFakeAdapter(api, tab) },
    })
  }
  const a = at('https://a.test/api', apiA)
  const b = at('https://b.test/api', apiB)
  outcome(b.restore())
  await clock.advance(500)
  outcome(a.signIn(ADA))
  await clock.advance(500)
  outcome(b.http.get('/users/me'))
  await clock.advance(500)
  const tokensAtB = apiB.log.map(({ headers }) => headers['authorization']).filter((each) => each !== undefined)
  expect(tokensAtB).toEqual([])
  expect(userOf(b)).not.toBe('ada')
})
