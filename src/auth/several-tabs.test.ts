import { describe, expect, it } from 'vitest'
import type { AuthClientOptions } from '.'
import {
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

// What was found by trial with several tabs, or pages, of one browser: each with the order of events that it took.

const ADA = { username: 'ada', password: FAKE_PASSWORD }
const GRACE = { username: 'grace', password: FAKE_PASSWORD }

function setUp(options: FakeServerOptions = {}, latency?: Parameters<typeof createFakeBrowser>[1]) {
  const clock = createFakeClock()
  const browser = createFakeBrowser(clock, latency)
  const hint = options.hint ?? true
  const api = createFakeServer(clock, { accessTokenTtl: 60, ...options })
  const inTab = (tab: FakeTab, more: AuthClientOptions = {}) =>
    clientIn(tab, api, hint ? more : { api: createFakeApi(api, tab, { hintCookie: null }), ...more })
  const open = (more: AuthClientOptions = {}, tabOptions: FakeTabOptions = {}) => {
    const tab = browser.openTab(tabOptions)
    const auth = inTab(tab, more)
    void auth.restore()
    return { tab, auth }
  }
  const wipe = ({ environment }: FakeTab) => {
    for (const key of Object.keys(browser.storage.entries())) environment.notes.write(key, null)
  }
  return { clock, browser, api, open, inTab, wipe }
}

/** Ada is signed in, in two tabs. */
async function two(options: FakeServerOptions = {}, more: () => AuthClientOptions = () => ({})) {
  let travel = 1
  const set = setUp(options, { latency: (kind) => (kind === 'message' ? travel : 1) })
  const one = set.open(more())
  await set.clock.advance(200)
  outcome(one.auth.signIn(ADA))
  await set.clock.advance(1500)
  const other = set.open(more())
  await set.clock.advance(500)
  const users = () => [userOf(one.auth), userOf(other.auth)]
  return { ...set, one, other, users, slowMessages: (ms: number) => (travel = ms) }
}

/** localStorage that refuses every write: what is written is kept for the page alone. */
function refusedStorage() {
  const kept = new Map<string, string>()
  return {
    read: (key: string) => kept.get(key) ?? null,
    write(key: string, value: string | null) {
      if (value === null) kept.delete(key)
      else kept.set(key, value)
    },
    watch: () => () => undefined,
  }
}

describe('a frozen tab that thaws after somebody else signed in', () => {
  it('does not take a grant of before for somebody else’s cookie, and end that session', async () => {
    const { clock, api, one, other, users, slowMessages } = await two()
    const held = api.hold('/auth/refresh')
    outcome(one.auth.retryNow())
    await clock.advance(1500)
    one.tab.freeze()
    held.release()
    await clock.advance(100)
    slowMessages(25_000)
    const signIn = outcome(other.auth.signIn(GRACE))
    await clock.advance(24_000)
    expect(signIn.value?.username).toBe('grace')
    one.tab.thaw()
    await clock.advance(500)
    slowMessages(1)
    await clock.advance(300_000)
    expect(users()).toEqual(['grace', 'grace'])
  })

  it('does not revoke her for a late answer to a session that was signed out of', async () => {
    const { clock, api, one, other, users, slowMessages } = await two()
    const held = api.hold('/auth/refresh')
    outcome(one.auth.retryNow())
    await clock.advance(10_010)
    one.tab.freeze()
    outcome(other.auth.signOut())
    await clock.advance(500)
    held.release()
    await clock.advance(3000)
    slowMessages(20_000)
    const signIn = outcome(other.auth.signIn(GRACE))
    await clock.advance(15_000)
    expect(signIn.value?.username).toBe('grace')
    one.tab.thaw()
    await clock.advance(500)
    slowMessages(1)
    await clock.advance(300_000)
    expect(users()).toEqual(['grace', 'grace'])
  })

  it('does not put a sign-in of its own in her place', async () => {
    const { clock, api, one, other, users } = await two()
    const held = api.hold('/auth/login')
    const late = outcome(one.auth.signIn(ADA))
    await clock.advance(1500)
    one.tab.freeze()
    held.release()
    await clock.advance(100)
    outcome(other.auth.signIn(GRACE))
    await clock.advance(40_000)
    expect(userOf(other.auth)).toBe('grace')
    one.tab.thaw()
    one.tab.moment('wake')
    await clock.advance(1000)
    expect(users()).toEqual(['grace', 'grace'])
    expect(late.error).toMatchObject({ failure: 'superseded' })
    await clock.advance(300_000)
    expect(users()).toEqual(['grace', 'grace'])
  })

  it('waits no longer than the server said, though it hears of it late', async () => {
    const { clock, api, one, other } = await two()
    one.tab.freeze()
    api.fail({ path: '/auth/refresh', status: 429, retryAfter: 3600 })
    outcome(other.auth.retryNow())
    await clock.advance(3_000_000)
    one.tab.thaw()
    one.tab.moment('wake')
    await clock.advance(1000)
    other.tab.kill()
    await clock.advance(700_000)
    const things = outcome(one.auth.http.get('/things'))
    await clock.advance(3000)
    expect(things.value?.status).toBe(200)
  })

  it('may freeze anew with the right to take the jar over, and blocks nobody for ever', async () => {
    const { clock, api, open, browser } = setUp({}, { latency: () => 5 })
    const [holder, next, last] = [open(), open(), open()]
    await clock.advance(500)
    outcome(holder.auth.signIn(ADA))
    await clock.advance(1500)
    api.fail({ path: '/auth/refresh', delayMs: 100 })
    outcome(holder.auth.retryNow())
    await clock.advance(50)
    holder.tab.freeze()
    await clock.advance(10)
    api.expireAccessTokens()
    outcome(next.auth.http.get('/things'))
    await clock.advance(1000)
    outcome(last.auth.http.get('/things'))
    while (browser.locks.holder('auth:jar:takeover') === null) await clock.advance(1)
    expect(browser.locks.holder('auth:jar:takeover')).toBe(next.tab.id)
    next.tab.freeze()
    await clock.advance(120_000)
    const things = outcome(last.auth.http.get('/things'))
    await clock.advance(60_000)
    expect(things.value?.status).toBe(200)
  })
})

describe('a page that restores while somebody signs in elsewhere', () => {
  it.each([false, true])('and is frozen meanwhile, does not end that session (hand-over: %s)', async (handOver) => {
    const { clock, api, one, open, slowMessages } = await two({}, () => ({ handOver }))
    const held = api.hold('/auth/refresh')
    slowMessages(25_000)
    const page = open({ handOver })
    await clock.advance(500)
    expect(held.waiting()).toBe(1)
    page.tab.freeze()
    held.release()
    await clock.advance(100)
    const signIn = outcome(one.auth.signIn(GRACE))
    await clock.advance(24_000)
    expect(signIn.value?.username).toBe('grace')
    page.tab.thaw()
    await clock.advance(500)
    slowMessages(1)
    await clock.advance(300_000)
    expect([userOf(one.auth), userOf(page.auth)]).toEqual(['grace', 'grace'])
  })

  it('learns that that session is over as well', async () => {
    const { clock, api, open, browser } = setUp()
    browser.jar.accept(api.grant('ada').cookies)
    api.fail({ path: '/auth/refresh', status: 503, times: 2 })
    const one = open({ handOver: false })
    await clock.advance(500)
    const other = open({ handOver: false })
    await clock.advance(300)
    api.fail({ path: '/auth/refresh', status: 503 })
    outcome(other.auth.signIn(GRACE))
    await clock.advance(100)
    other.tab.kill()
    api.revokeSessions()
    await clock.advance(600_000)
    expect(userOf(one.auth)).toBe('signed-out')
    expect(api.counts('POST', '/auth/refresh')).toBeLessThan(8)
  })
})

it('a frozen tab that missed a sign-in and its sign-out never shows who it was', async () => {
  const { clock, one, other } = await two()
  one.tab.moment('conceal')
  one.tab.freeze()
  outcome(other.auth.signIn(GRACE))
  await clock.advance(3000)
  outcome(other.auth.signOut())
  await clock.advance(3000)
  const shown: string[] = []
  one.auth.store.subscribe((state) => {
    if (state.status === 'signed-in' && !state.veiled) shown.push(state.user.username)
  })
  one.tab.thaw()
  one.tab.moment('reveal')
  await clock.advance(5000)
  expect(userOf(one.auth)).toBe('signed-out')
  expect(shown).toEqual([])
})

it('a renewal that stands in line while somebody tries a wrong password is no trouble of the server', async () => {
  const { clock, api, one, other } = await two({ latency: () => 200 }, () => ({ handOver: false }))
  await clock.advance(3000)
  const events: string[] = []
  one.auth.on('event', ({ type }) => events.push(type))
  const held = api.hold('/auth/refresh')
  outcome(other.auth.retryNow())
  await clock.advance(1500)
  api.expireAccessTokens()
  const things = outcome(one.auth.http.get('/things'))
  await clock.advance(500)
  outcome(one.auth.signIn({ ...GRACE, password: 'wrong' }))
  await clock.advance(100)
  held.release()
  await clock.advance(8000)
  expect(events).not.toContain('deferred')
  expect(things.value?.status).toBe(200)
})

it('a wait that this tab never heard of is over once somebody signs in', async () => {
  const { clock, api, one, other } = await two({}, () => ({ openChannel: null }))
  await clock.advance(3000)
  api.fail({ path: '/auth/refresh', status: 429, retryAfter: 3600 })
  outcome(other.auth.retryNow())
  await clock.advance(500)
  other.tab.kill()
  outcome(one.auth.signIn(GRACE))
  await clock.advance(70_000)
  const things = outcome(one.auth.http.get('/things'))
  await clock.advance(2000)
  expect(things.value?.status).toBe(200)
})

describe('a slow logout', () => {
  it.each([0, 1, 5, 9, 11, 15, 19, 21, 25])(
    'that hangs keeps nobody from signing in elsewhere for long (after %i s)',
    async (after) => {
      const { clock, api, one, other } = await two()
      api.fail({ path: '/auth/logout', kind: 'timeout', times: 9 })
      outcome(one.auth.signOut())
      await clock.advance(after * 1000)
      outcome(other.auth.signIn(GRACE))
      await clock.advance(46_000)
      expect(userOf(other.auth)).toBe('grace')
    },
  )

  it('is waited for by who signs in in another tab', async () => {
    const { clock, api, one, other, users } = await two()
    api.fail({ path: '/auth/logout', delayMs: 15_000 })
    outcome(one.auth.signOut())
    await clock.advance(11_000)
    outcome(other.auth.signIn(GRACE))
    await clock.advance(300_000)
    expect(users()).toEqual(['grace', 'grace'])
  })
})

it('a clock that is set while a sibling waits for a slow refresh costs no session', async () => {
  const { clock, api, one, other } = await two()
  const held = api.hold('/auth/refresh', 'before')
  outcome(one.auth.retryNow())
  await clock.advance(1500)
  expect(held.waiting()).toBe(1)
  outcome(other.auth.retryNow())
  await clock.advance(500)
  clock.shiftWall(3_600_000)
  await clock.advance(12_000)
  held.release()
  await clock.advance(100_000)
  expect([userOf(other.auth), api.reuseDetected()]).toEqual(['ada', 0])
})

it.each(['is set', 'sleeps'] as const)('a clock that %s while a slow refresh is out costs no session', async (what) => {
  const { clock, api, one } = await two()
  const held = api.hold('/auth/refresh')
  outcome(one.auth.retryNow())
  await clock.advance(6000)
  if (what === 'is set') clock.shiftWall(3_600_000)
  else clock.sleep(30_000)
  await clock.advance(10_000)
  held.release()
  await clock.advance(100_000)
  expect([userOf(one.auth), api.reuseDetected()]).toEqual(['ada', 0])
})

it('eight pages that restore a session that is over ask once', async () => {
  const { clock, api, browser, open } = setUp({ latency: () => 50 })
  browser.jar.accept(api.grant('ada').cookies)
  api.revokeSessions()
  const pages = Array.from({ length: 8 }, () => open())
  await clock.advance(10_000)
  expect(new Set(pages.map(({ auth }) => userOf(auth)))).toEqual(new Set(['signed-out']))
  expect(api.counts('POST', '/auth/refresh')).toBe(1)
})

it('nothing is left of a client that is disposed of while the server asks to be left alone', async () => {
  const { clock, api, open } = setUp()
  const { auth } = open()
  await clock.advance(200)
  outcome(auth.signIn(ADA))
  await clock.advance(500)
  api.fail({ path: '/auth/logout', status: 429, retryAfter: 300, times: 2 })
  api.fail({ path: '/auth/login', delayMs: 2000 })
  outcome(auth.signOut())
  await clock.advance(500)
  outcome(auth.signIn(GRACE))
  await clock.advance(1000)
  auth.dispose()
  await clock.advance(5000)
  expect(clock.pending()).toBe(0)
})

it.each<[string, AuthClientOptions]>([
  ['hand-over', { handOver: false }],
  ['a channel', { openChannel: null }],
])('a tab that waits to restore is reached by a sign-in elsewhere, without %s', async (_case, options) => {
  const { clock, api, open, browser } = setUp()
  browser.jar.accept(api.grant('ada').cookies)
  api.fail({ path: '/auth/refresh', status: 503, retryAfter: 600 })
  const one = open(options)
  await clock.advance(3000)
  expect(userOf(one.auth)).toBe('restoring')
  const other = open(options)
  await clock.advance(300)
  outcome(other.auth.signIn(GRACE))
  await clock.advance(3000)
  expect([userOf(one.auth), userOf(other.auth)]).toEqual(['grace', 'grace'])
})

describe('where the app wipes the storage', () => {
  it('as its sign-in page loads, a sign-out that is owed is told all the same', async () => {
    const { clock, api, open, inTab, wipe } = setUp()
    const { auth, tab: before } = open()
    await clock.advance(200)
    outcome(auth.signIn(ADA))
    await clock.advance(500)
    api.fail({ path: '/auth/logout', kind: 'network', times: 3 })
    outcome(auth.signOut())
    await clock.advance(500)
    const tab = before.reload()
    const page = inTab(tab)
    void page.restore()
    await clock.advance(50)
    wipe(tab)
    await clock.advance(60_000)
    const last = inTab(tab.reload())
    void last.restore()
    await clock.advance(3000)
    expect([userOf(page), userOf(last), api.liveSessions()]).toEqual(['signed-out', 'signed-out', 0])
  })

  it('and goes to the next page, a sign-out that the server could not be told of stays one, and is told', async () => {
    const { clock, api, open, inTab, wipe } = setUp()
    const { auth, tab } = open()
    await clock.advance(200)
    outcome(auth.signIn(ADA))
    await clock.advance(1500)
    api.fail({ path: '/auth/logout', kind: 'network', times: 2 })
    outcome(auth.signOut())
    await clock.advance(500)
    wipe(tab)
    const page = inTab(tab.reload())
    void page.restore()
    await clock.advance(1000)
    expect([userOf(page), api.counts('POST', '/auth/refresh')]).toEqual(['signed-out', 0])
    await clock.advance(60_000)
    expect([userOf(page), api.liveSessions()]).toEqual(['signed-out', 0])
  })

  it('and goes to the next page while somebody is signed in, nothing is noted of them', async () => {
    const { clock, browser, open, wipe } = setUp()
    const { auth, tab } = open()
    await clock.advance(200)
    outcome(auth.signIn(ADA))
    await clock.advance(1500)
    wipe(tab)
    tab.reload()
    expect(browser.storage.entries()).toEqual({})
  })

  it('at the sign-out, the next sign-in reaches a tab that remembers more', async () => {
    const { clock, one, other, inTab, wipe } = await two()
    outcome(one.auth.signOut())
    await clock.advance(500)
    wipe(one.tab)
    const page = inTab(other.tab.reload())
    void page.restore()
    await clock.advance(500)
    outcome(page.signIn(GRACE))
    await clock.advance(60_000)
    expect([userOf(page), userOf(one.auth)]).toEqual(['grace', 'grace'])
  })

  it('while somebody is signed in, the sign-out reaches a tab that remembers more', async () => {
    const { clock, open, wipe } = setUp()
    const one = open({ handOver: false })
    await clock.advance(200)
    for (let n = 0; n < 2; n += 1) {
      outcome(one.auth.signIn(ADA))
      await clock.advance(500)
      if (n === 0) outcome(one.auth.signOut())
      await clock.advance(500)
    }
    wipe(one.tab)
    const other = open({ handOver: false })
    await clock.advance(3000)
    expect(userOf(other.auth)).toBe('ada')
    outcome(other.auth.signOut())
    await clock.advance(1500)
    expect([userOf(one.auth), userOf(other.auth)]).toEqual(['signed-out', 'signed-out'])
  })

  it('at the sign-out, a page out of the back/forward cache shows nothing of the session', async () => {
    const { clock, browser, inTab, open, wipe } = setUp()
    const away = browser.openTab()
    const { options, deafen } = hardOfHearing(away)
    const one = inTab(away, options)
    void one.restore()
    await clock.advance(200)
    outcome(one.signIn(ADA))
    await clock.advance(500)
    away.moment('conceal')
    away.freeze()
    deafen(true)
    const other = open()
    await clock.advance(3000)
    expect(userOf(other.auth)).toBe('ada')
    outcome(other.auth.signOut())
    await clock.advance(1000)
    wipe(other.tab)
    other.tab.kill()
    const shown: boolean[] = []
    one.store.subscribe((state) => shown.push(state.status === 'signed-in' && !state.veiled))
    away.thaw()
    await clock.settle()
    deafen(false)
    away.moment('reveal')
    await clock.advance(3000)
    expect(userOf(one)).toBe('signed-out')
    expect(shown).not.toContain(true)
  })
})

describe('where localStorage is refused', () => {
  it.each([true, false])('a switch in one tab holds in the other (hand-over: %s)', async (handOver) => {
    const { clock, other, users } = await two({}, () => ({ notes: refusedStorage(), handOver }))
    expect(users()).toEqual(['ada', 'ada'])
    outcome(other.auth.signIn(GRACE))
    await clock.advance(3000)
    expect(users()).toEqual(['grace', 'grace'])
    for (let n = 0; n < 20; n += 1) await clock.advance(30_000)
    expect(users()).toEqual(['grace', 'grace'])
  })

  it('what one tab could not tell does not end who signed in in the other', async () => {
    const { clock, api, one, other, users } = await two({}, () => ({ notes: refusedStorage() }))
    api.fail({ path: '/auth/logout', kind: 'network' })
    outcome(one.auth.signOut())
    await clock.advance(200)
    outcome(other.auth.signIn(GRACE))
    await clock.advance(300_000)
    expect([...users(), api.liveSessions('grace')]).toEqual(['grace', 'grace', 1])
  })

  it('the next sign-in reaches a tab that remembers more', async () => {
    const { clock, one, other, inTab } = await two({}, () => ({ notes: refusedStorage() }))
    outcome(one.auth.signOut())
    await clock.advance(2000)
    const page = inTab(other.tab.reload(), { notes: refusedStorage() })
    void page.restore()
    await clock.advance(500)
    outcome(page.signIn(GRACE))
    await clock.advance(60_000)
    expect([userOf(page), userOf(one.auth)]).toEqual(['grace', 'grace'])
  })

  it('a tab that missed a switch asks whose the cookie is before it ends that session', async () => {
    const { clock, browser, inTab } = setUp()
    const away = browser.openTab()
    const { options, deafen } = hardOfHearing(away)
    const one = inTab(away, { ...options, notes: refusedStorage() })
    void one.restore()
    await clock.advance(200)
    outcome(one.signIn(ADA))
    await clock.advance(500)
    const other = inTab(browser.openTab(), { notes: refusedStorage() })
    void other.restore()
    await clock.advance(500)
    deafen(true)
    outcome(other.signIn(GRACE))
    await clock.advance(1000)
    deafen(false)
    await clock.advance(120_000)
    expect([userOf(one), userOf(other)]).toEqual(['grace', 'grace'])
  })

  it('and nobody hands over, a switch is no storm', async () => {
    const { clock, api, open } = setUp()
    const one = open({ handOver: false }, { lacks: ['notes'] })
    await clock.advance(200)
    outcome(one.auth.signIn(ADA))
    await clock.advance(1500)
    const other = open({ handOver: false }, { lacks: ['notes'] })
    await clock.advance(3000)
    outcome(other.auth.signIn(GRACE))
    await clock.advance(1500)
    const before = api.counts('POST', '/auth/refresh')
    await clock.advance(30_000)
    expect(api.counts('POST', '/auth/refresh') - before).toBeLessThan(4)
  })
})

describe('without Web Locks', () => {
  /** localStorage as browsers have it: what a tab writes is seen by the others `lag` ms later. */
  function slowStorage(now: () => number, lag: number) {
    const written: {
      readonly tab: symbol
      readonly at: number
      readonly key: string
      readonly value: string | null
    }[] = []
    return () => {
      const tab = Symbol()
      return {
        read: (key: string) =>
          written.findLast((each) => each.key === key && (each.tab === tab || each.at + lag <= now()))?.value ?? null,
        write: (key: string, value: string | null) => void written.push({ tab, at: now(), key, value }),
        watch: () => () => undefined,
      }
    }
  }

  it.each([
    ['at once', 0],
    ['some ms later', 90],
  ])('tabs that renew in the same moment present the cookie once, where what one writes is seen %s', async (_, lag) => {
    const { clock, api, browser, open } = setUp()
    const notes = slowStorage(clock.now, lag)
    const alone = () => ({ locks: null, notes: notes() })
    browser.jar.accept(api.grant('ada').cookies)
    const pages = [open(alone()), open(alone()), open(alone())]
    await clock.advance(20_000)
    expect(api.reuseDetected()).toBe(0)
    for (let round = 0; round < 3; round += 1) {
      for (const { auth } of pages) outcome(auth.retryNow())
      await clock.advance(1)
      for (const { auth } of pages.toReversed()) outcome(auth.retryNow())
      await clock.advance(20_000)
    }
    expect([api.reuseDetected(), ...pages.map(({ auth }) => userOf(auth))]).toEqual([0, 'ada', 'ada', 'ada'])
  })

  it('a token that came while a tab waited to see whether it goes next is not renewed once more', async () => {
    const { clock, api, one, other, users } = await two({}, () => ({ locks: null }))
    const before = api.counts('POST', '/auth/refresh')
    await clock.advance(3000)
    outcome(one.auth.retryNow())
    await clock.advance(60)
    outcome(other.auth.retryNow())
    await clock.advance(20_000)
    expect([api.counts('POST', '/auth/refresh') - before, ...users()]).toEqual([1, 'ada', 'ada'])
  })

  it('two tabs that renew 40 ms apart present the cookie once', async () => {
    const { clock, api, one, other, users } = await two({ latency: () => 300 }, () => ({
      locks: null,
      handOver: false,
    }))
    await clock.advance(3000)
    // The other one has renewed since: this one has reason to ask before it sends.
    outcome(one.auth.retryNow())
    await clock.advance(40)
    outcome(other.auth.retryNow())
    await clock.advance(20_000)
    expect([api.reuseDetected(), ...users()]).toEqual([0, 'ada', 'ada'])
  })

  it('three pages that wait for the same answer do not all go on at once', async () => {
    let changes = 0
    // One page sees the change of the cookie 5 ms before the next.
    const latency = (kind: string) => (kind === 'cookie' ? 5 * (1 + (changes++ % 2)) : 1)
    const { clock, api, browser, open } = setUp({ latency: () => 300 }, { latency })
    browser.jar.accept(api.grant('ada').cookies)
    const pages = [open({ locks: null, openChannel: null })]
    await clock.advance(20)
    for (let more = 0; more < 2; more += 1) pages.push(open({ locks: null, openChannel: null }))
    await clock.advance(20_000)
    expect([api.reuseDetected(), ...pages.map(({ auth }) => userOf(auth))]).toEqual([0, 'ada', 'ada', 'ada'])
  })

  it('a refresh of one tab waits for the sign-in of another, so that its cookie does not land on that', async () => {
    const { clock, api, one, other, users } = await two({}, () => ({ locks: null }))
    api.fail({ path: '/auth/login', delayMs: 1000 })
    outcome(other.auth.signIn(GRACE))
    await clock.advance(800)
    const held = api.hold('/auth/refresh')
    outcome(one.auth.retryNow())
    await clock.advance(500)
    expect(users()).toEqual(['grace', 'grace'])
    held.release()
    await clock.advance(300_000)
    expect(users()).toEqual(['grace', 'grace'])
    expect(api.liveSessions('ada')).toBe(0)
  })
})
