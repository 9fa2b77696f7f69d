import { describe, expect, it, vi } from 'vitest'
import {
  createFakeApi,
  createFakeBrowser,
  createFakeClock,
  createFakeServer,
  FAKE_PASSWORD,
  openPromise,
  type FakeServerOptions,
} from './testing'
import { clientIn, outcome, userOf } from './testing/scenes'

// Whose token it is, and whose session ends: found by trial, each with the order of events that it took.

const ADA = { username: 'ada', password: FAKE_PASSWORD }
const GRACE = { username: 'grace', password: FAKE_PASSWORD }
const HOUR = 3_600_000

function setUp(options: FakeServerOptions = {}, travel: () => number = () => 1) {
  const clock = createFakeClock()
  const browser = createFakeBrowser(clock, { latency: travel })
  const api = createFakeServer(clock, { accessTokenTtl: 900, ...options })
  const sentNotes = () => api.log.filter(({ path }) => path === '/notes').map(({ tokenOwner }) => tokenOwner)
  return { clock, browser, api, sentNotes }
}

/** A page that is loaded while Ada is signed in, and has not restored yet. */
async function loading() {
  const set = setUp()
  const { clock, browser, api } = set
  const tab = browser.openTab()
  const before = clientIn(tab, api)
  void before.restore()
  await clock.advance(500)
  outcome(before.signIn(ADA))
  await clock.advance(1000)
  const auth = clientIn(tab.reload(), api)

  async function switchToGrace(): Promise<void> {
    expect(userOf(auth)).toBe('ada')
    outcome(auth.signOut())
    await clock.advance(1000)
    outcome(auth.signIn(GRACE))
    await clock.advance(1000)
    expect(userOf(auth)).toBe('grace')
  }
  return { ...set, auth, switchToGrace }
}

describe('a request that is made while the page restores is of whom it finds, and of nobody after them', () => {
  it('when an interceptor holds it up', async () => {
    const { clock, auth, switchToGrace, sentNotes } = await loading()
    const gate = openPromise()
    auth.http.interceptors.request.use(async (config) => {
      if (config.url === '/notes') await gate.promise
      return config
    })
    void auth.restore()
    const post = outcome(auth.http.post('/notes', { text: 'of ada' }))
    await clock.advance(2000)
    await switchToGrace()
    gate.resolve()
    await clock.advance(1000)
    expect(sentNotes()).toEqual([])
    expect(post.error).toMatchObject({ name: 'SessionChangedError' })
  })

  it('when it is put off, and sent again', async () => {
    const { clock, api, auth, switchToGrace, sentNotes } = await loading()
    const seen: object[] = []
    auth.http.interceptors.request.use((config) => {
      seen.push(config)
      return config
    })
    api.fail({ path: '/auth/refresh', status: 503 })
    void auth.restore()
    const post = outcome(auth.http.post('/notes', { text: 'of ada' }))
    await clock.advance(300)
    expect(post.error).toMatchObject({ name: 'RefreshDeferredError' })
    await clock.advance(5000)
    await switchToGrace()
    const again = outcome(auth.http.request(seen[0] ?? {}))
    await clock.advance(1000)
    expect(sentNotes()).toEqual([])
    expect(again.error).toMatchObject({ name: 'SessionChangedError' })
  })
})

describe('a token that the server refused', () => {
  async function signedIn() {
    const set = setUp()
    const auth = clientIn(set.browser.openTab(), set.api)
    void auth.restore()
    await set.clock.advance(500)
    outcome(auth.signIn(ADA))
    await set.clock.advance(500)
    return { ...set, auth, refused: await auth.getAccessToken() }
  }

  it('is not replaced by that of who has signed in since', async () => {
    const { clock, auth, refused } = await signedIn()
    outcome(auth.signIn(GRACE))
    await clock.advance(500)
    const again = outcome(auth.getAccessToken({ refused }))
    await clock.advance(500)
    expect(again.value).toBeUndefined()
    expect(again.error).toMatchObject({ name: 'SessionChangedError' })
  })

  it('is of the session that it was asked for, where one was named', async () => {
    const { clock, auth } = await signedIn()
    const state = auth.store.getState()
    if (state.status !== 'signed-in') throw new Error('Nobody is signed in.')
    const session = state.epoch
    expect(await auth.getAccessToken({ session })).toBe(await auth.getAccessToken())
    outcome(auth.signIn(GRACE))
    await clock.advance(500)
    await expect(auth.getAccessToken({ session })).rejects.toMatchObject({ name: 'SessionChangedError' })
    const refused = await auth.getAccessToken()
    await expect(auth.getAccessToken({ session, refused })).rejects.toMatchObject({ name: 'SessionChangedError' })
    outcome(auth.signOut())
    await clock.advance(500)
    await expect(auth.getAccessToken({ session })).rejects.toMatchObject({ name: 'SessionEndedError' })
  })

  it('is replaced by the one that its own session moved on to, also if that is long ago', async () => {
    const { clock, api, auth, refused } = await signedIn()
    for (let renewal = 0; renewal < 30; renewal += 1) {
      outcome(auth.retryNow())
      await clock.advance(1500)
      await auth.getAccessToken()
    }
    const before = api.counts('POST', '/auth/refresh')
    expect(await auth.getAccessToken({ refused })).toBe(await auth.getAccessToken())
    expect(api.counts('POST', '/auth/refresh')).toBe(before)
  })
})

describe('in the access-token flow', () => {
  const flow = { flow: 'access-token' } as const

  /** Two tabs; Ada is signed in in the first, and where tokens are handed over in both. */
  async function two(options: Parameters<typeof clientIn>[2] = {}, travel?: () => number) {
    const set = setUp({ accessTokenTtl: 3600 }, travel)
    const open = (tab = set.browser.openTab()) => {
      const auth = clientIn(tab, set.api, { ...flow, ...options })
      void auth.restore()
      return { tab, auth }
    }
    const one = open()
    await set.clock.advance(500)
    outcome(one.auth.signIn(ADA))
    await set.clock.advance(500)
    const other = open()
    await set.clock.advance(500)
    const users = () => [userOf(one.auth), userOf(other.auth)]
    return { ...set, open, one, other, users }
  }

  it('a tab whose token ended while it was frozen does not end the session that began meanwhile', async () => {
    const { clock, one, other, users } = await two()
    one.tab.freeze()
    await clock.advance(HOUR + 1000)
    expect(userOf(other.auth)).toBe('signed-out')
    outcome(other.auth.signIn(ADA))
    await clock.advance(1000)
    one.tab.thaw()
    await clock.advance(1000)
    expect(users()).toEqual(['ada', 'ada'])
  })

  it('nor does one whose token is refused before it hears of the sign-in', async () => {
    let travel = 1
    const { clock, api, one, other, users } = await two({}, () => travel)
    api.expireAccessTokens()
    travel = 300
    outcome(other.auth.signIn(GRACE))
    await clock.advance(100)
    outcome(one.auth.http.get('/things'))
    await clock.advance(2000)
    expect(users()).toEqual(['grace', 'grace'])
  })

  it('tabs with tokens of their own end on their own, unless the person signs out', async () => {
    const { clock, api, one, other, users } = await two({ handOver: false })
    await clock.advance(HOUR / 2)
    outcome(other.auth.signIn(ADA))
    await clock.advance(1000)
    expect(users()).toEqual(['ada', 'ada'])
    await clock.advance(HOUR / 2)
    expect(users()).toEqual(['signed-out', 'ada'])
    outcome(one.auth.signIn(ADA))
    await clock.advance(1000)
    expect(users()).toEqual(['ada', 'ada'])
    void one.auth.signOut()
    await clock.advance(1000)
    expect(users()).toEqual(['signed-out', 'signed-out'])
    expect(api.counts('POST', '/auth/login')).toBe(3)
  })

  it.each([{ handOver: false }, { openChannel: null }])(
    'one that is kept survives a reload, though the same person signed in in another tab: %j',
    async (more) => {
      const { clock, open, one, other, users } = await two({ tokenStorage: 'session', ...more })
      outcome(other.auth.signIn(ADA))
      await clock.advance(500)
      expect(users()).toEqual(['ada', 'ada'])
      const again = open(one.tab.reload())
      await clock.advance(500)
      expect(userOf(again.auth)).toBe('ada')
    },
  )
})

describe('what the app sees of a session', () => {
  it('has nothing left that the server took away', async () => {
    const { clock, browser, api } = setUp({ accessTokenTtl: 60 })
    const tab = browser.openTab()
    const fake = createFakeApi(api, tab)
    const auth = clientIn(tab, api, {
      api: {
        ...fake,
        async login(...given) {
          const grant = await fake.login(...given)
          return { ...grant, user: { ...grant.user, mayApprove: true } }
        },
      },
    })
    outcome(auth.signIn(ADA))
    await clock.advance(55_000)
    expect(api.counts('POST', '/auth/refresh')).toBe(1)
    expect(auth.store.getState()).not.toHaveProperty('user.mayApprove')
  })

  it('is told to all, though one of them throws', async () => {
    const { clock, browser, api } = setUp()
    const auth = clientIn(browser.openTab(), api)
    outcome(auth.signIn(ADA))
    await clock.advance(500)
    const seen: string[] = []
    const tasks: (() => void)[] = []
    auth.store.subscribe(() => {
      throw new Error('of the app')
    })
    auth.store.subscribe(({ status }) => seen.push(status))
    vi.stubGlobal('queueMicrotask', (task: () => void) => tasks.push(task))
    void auth.signOut()
    expect(seen).toEqual(['signed-out'])
    expect(tasks[0]).toThrow('of the app')
  })
})

it('a request of a page that restores Ada’s session does not go out in the name of Grace, who is signing in', async () => {
  const { clock, browser, api } = setUp()
  const tab = browser.openTab()
  outcome(clientIn(tab, api).signIn(ADA))
  await clock.advance(1000)
  const auth = clientIn(tab.reload(), api)
  api.fail({ path: '/auth/refresh', status: 503 })
  outcome(auth.restore())
  await clock.advance(500)
  const hold = api.hold('/auth/login', 'before')
  outcome(auth.signIn(GRACE))
  await clock.advance(5000)
  // An outbox that Ada left behind, say.
  outcome(auth.http.post('/orders', { of: 'ada' }))
  await clock.advance(1000)
  hold.release()
  await clock.advance(5000)
  const owners = api.log.filter(({ path }) => path === '/orders').map(({ tokenOwner }) => tokenOwner)
  expect(owners).not.toContain('grace')
})

it('an address that always says 401 costs who uses fetch (README: `getAccessToken({ refused })`) no refresh at each call', async () => {
  const { clock, browser, api } = setUp({ accessTokenTtl: 3600 })
  const auth = clientIn(browser.openTab(), api)
  const refreshes = () => api.counts('POST', '/auth/refresh')
  outcome(auth.signIn(ADA))
  await clock.advance(500)
  const poll = async () => {
    const token = await auth.getAccessToken()
    // fetch(…): 401
    await auth.getAccessToken({ refused: token })
    // fetch(…): 401 again, given up
  }
  const before = refreshes()
  for (let i = 0; i < 150; i++) {
    outcome(poll())
    await clock.advance(2000)
  }
  // `auth.http`, by refresh-outcomes.test.ts, in the same five minutes: no more than one a minute.
  expect(refreshes() - before).toBeLessThanOrEqual(12)
})
