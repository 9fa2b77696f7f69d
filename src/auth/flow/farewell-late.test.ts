import { describe, expect, it } from 'vitest'
import type { AuthClientOptions } from '..'
import type { AuthApi, LogoutAnswer } from '../api/contract'
import {
  createFakeApi,
  createFakeBrowser,
  createFakeClock,
  createFakeServer,
  FAKE_PASSWORD,
  type FakeServerOptions,
  type FakeTab,
  openPromise,
} from '../testing'
import { clientIn, outcome, userOf } from '../testing/scenes'

// A logout whose answer comes late, to a page that was left, to a tab that was frozen, or never; and who signs in meanwhile.

const ADA = { username: 'ada', password: FAKE_PASSWORD }
const GRACE = { username: 'grace', password: FAKE_PASSWORD }
const LOGOUT = { path: '/auth/logout' } as const

function setUp(served: FakeServerOptions = {}) {
  const clock = createFakeClock()
  const browser = createFakeBrowser(clock, { latency: () => 1 })
  const api = createFakeServer(clock, served)
  const inTab = (tab: FakeTab, more: AuthClientOptions = {}) => {
    const auth = clientIn(tab, api, more)
    const events: string[] = []
    auth.on('event', ({ type }) => events.push(type))
    void auth.restore()
    return { tab, auth, heard: () => events.filter((type) => type.startsWith('logout')) }
  }
  return { clock, browser, api, inTab, logouts: () => api.counts('POST', '/auth/logout') }
}

type Bend = (wire: AuthApi, tab: FakeTab) => Partial<AuthApi>

/** Ada is signed in, in a tab whose contract may be bent. */
async function signedIn(bend: Bend = () => ({}), served: FakeServerOptions = {}) {
  const set = setUp(served)
  const tab = set.browser.openTab()
  const wire = createFakeApi(set.api, tab)
  const one = set.inTab(tab, { api: { ...wire, ...bend(wire, tab) } })
  await set.clock.advance(200)
  outcome(one.auth.signIn(ADA))
  await set.clock.advance(500)
  return { ...set, ...one }
}

/** The answer to each logout is the test's own, and touches no cookie; a frozen tab reads it after the thaw. */
function answeredByHand() {
  const answer = openPromise<LogoutAnswer>()
  const bend: Bend = (_wire, { life }) => ({
    logout: () => new Promise((resolve) => void answer.promise.then((given) => life.enter(() => resolve(given)))),
  })
  return { answer, bend }
}

describe('an answer that comes when nobody waits for it any more', () => {
  it('is taken at once, and told to the app', async () => {
    const { clock, api, auth, heard } = await signedIn()
    api.fail({ ...LOGOUT, delayMs: 10_500 })
    outcome(auth.signOut())
    await clock.advance(10_400)
    expect(heard()).toEqual(['logout-pending'])
    await clock.advance(200)
    expect(heard()).toEqual(['logout-pending', 'logout-told'])
    expect(clock.pending()).toBe(0)
  })

  it('and is no good has the sign-out tried again', async () => {
    const { clock, api, auth, heard } = await signedIn()
    api.fail({ ...LOGOUT, status: 503, delayMs: 10_500 })
    outcome(auth.signOut())
    await clock.advance(60_000)
    expect(heard().at(-1)).toBe('logout-told')
    expect(api.liveSessions()).toBe(0)
  })

  it('says nothing of a sign-out that is owed no more, since somebody signed in elsewhere', async () => {
    const { answer, bend } = answeredByHand()
    const { clock, auth, tab, heard, inTab, browser } = await signedIn(bend)
    const other = inTab(browser.openTab())
    await clock.advance(500)
    outcome(auth.signOut())
    await clock.advance(10_500)
    tab.freeze()
    outcome(other.auth.signIn(GRACE))
    await clock.advance(30_000)
    answer.resolve({ kind: 'told' })
    tab.thaw()
    await clock.advance(1000)
    expect(heard()).toEqual(['logout-pending'])
    expect(userOf(auth)).toBe('grace')
  })
})

describe('a tab that was frozen in its turn with the logout out', () => {
  async function frozenInTurn() {
    const { answer, bend } = answeredByHand()
    const set = await signedIn(bend)
    const other = set.inTab(set.browser.openTab())
    await set.clock.advance(500)
    outcome(set.auth.signOut())
    await set.clock.advance(500)
    set.tab.freeze()
    return { ...set, answer, other }
  }

  it('does not take its answer for one to the sign-out that is owed by now', async () => {
    const { clock, api, tab, answer, other, heard } = await frozenInTurn()
    outcome(other.auth.signIn(GRACE))
    await clock.advance(50_000)
    expect(userOf(other.auth)).toBe('grace')
    api.fail({ ...LOGOUT, kind: 'network' })
    outcome(other.auth.signOut())
    await clock.advance(200)
    answer.resolve({ kind: 'told' })
    tab.thaw()
    await clock.advance(200)
    expect(heard()).toEqual([])
    await clock.advance(60_000)
    expect(other.heard()).toEqual(['logout-pending', 'logout-told'])
    expect(api.liveSessions('grace')).toBe(0)
  })

  it('has nothing pending where a sibling has told it', async () => {
    const { clock, api, tab, answer, other, heard, logouts } = await frozenInTurn()
    await clock.advance(60_000)
    expect(other.heard()).toEqual(['logout-told'])
    answer.resolve({ kind: 'told' })
    tab.thaw()
    await clock.advance(60_000)
    expect(heard()).toEqual([])
    expect([logouts(), api.liveSessions(), clock.pending()]).toEqual([1, 0, 0])
  })
})

describe('a page that is left as it signs out', () => {
  it('and takes its failing requests for answers, still has the next page wait for the logout', async () => {
    // Chromium fails what a page has out some ms before it says `pagehide`, also what goes on as `keepalive`.
    const { clock, api, auth, tab, inTab } = await signedIn((wire) => ({
      logout(options) {
        void wire.logout(options)
        return Promise.resolve({ kind: 'trouble', retryAfter: null })
      },
    }))
    api.fail({ ...LOGOUT, delayMs: 700 })
    outcome(auth.signOut())
    await clock.advance(20)
    const next = inTab(tab.reload())
    outcome(next.auth.signIn(GRACE))
    await clock.advance(600)
    expect(userOf(next.auth)).toBe('signed-out')
    await clock.advance(1000)
    expect(userOf(next.auth)).toBe('grace')
    const last = inTab(next.tab.reload())
    await clock.advance(2000)
    expect(userOf(last.auth)).toBe('grace')
  })

  it('has no second logout sent beside its own, of which a later sign-in would not know', async () => {
    const { clock, api, auth, tab, inTab, logouts } = await signedIn()
    api.fail({ ...LOGOUT, delayMs: 8000 })
    outcome(auth.signOut())
    await clock.advance(500)
    const next = inTab(tab.reload())
    await clock.advance(3000)
    expect(logouts()).toBe(1)
    outcome(next.auth.signIn(GRACE))
    await clock.advance(8000)
    expect(userOf(next.auth)).toBe('grace')
    const last = inTab(next.tab.reload())
    await clock.advance(3000)
    expect(userOf(last.auth)).toBe('grace')
  })

  it('holds who signs in there for no longer than its logout takes, though the turn be spent on that', async () => {
    const { clock, api, browser } = setUp()
    const tab = browser.openTab()
    const before = clientIn(tab, api)
    outcome(before.signIn(ADA))
    await clock.advance(500)
    api.fail({ ...LOGOUT, delayMs: 15_000 })
    outcome(before.signOut())
    await clock.advance(500)
    // It never restores: the sign-in is the first to stand in line.
    const next = clientIn(tab.reload(), api)
    const signIn = outcome(next.signIn(GRACE))
    await clock.advance(16_000)
    expect(signIn).toMatchObject({ value: { username: 'grace' } })
  })
})

describe('a sign-in', () => {
  const lastCalls = (log: readonly { path: string; status: number | null }[]) =>
    log.slice(-3).map(({ path, status }) => `${path} ${status}`)

  it('that waits for a logout which then fails tells once more, before its cookie is replaced', async () => {
    const { clock, api, auth } = await signedIn()
    api.fail({ ...LOGOUT, status: 503, delayMs: 2000 })
    outcome(auth.signOut())
    await clock.advance(500)
    outcome(auth.signIn(GRACE))
    await clock.advance(4000)
    expect(lastCalls(api.log)).toEqual(['/auth/logout 503', '/auth/logout 204', '/auth/login 200'])
  })

  it('tells once more also where one hung, as long as the last one was answered', async () => {
    const { clock, api, auth } = await signedIn()
    api.fail({ ...LOGOUT, kind: 'timeout' })
    api.fail({ ...LOGOUT, status: 503 })
    outcome(auth.signOut())
    await clock.advance(20_500)
    outcome(auth.signIn(GRACE))
    await clock.advance(1000)
    expect(lastCalls(api.log)).toEqual(['/auth/logout 503', '/auth/logout 204', '/auth/login 200'])
  })

  it('that tells waits for as long as its logout may take away the new cookie', async () => {
    const { clock, api, auth, tab, inTab } = await signedIn()
    api.fail({ ...LOGOUT, status: 503 })
    outcome(auth.signOut())
    await clock.advance(500)
    api.fail({ ...LOGOUT, delayMs: 15_000 })
    outcome(auth.signIn(GRACE))
    await clock.advance(20_000)
    expect(userOf(auth)).toBe('grace')
    const next = inTab(tab.reload())
    await clock.advance(2000)
    expect(userOf(next.auth)).toBe('grace')
  })
})

it('how long a logout took says nothing of how long a refresh takes', async () => {
  const { clock, api, auth, tab, inTab } = await signedIn(undefined, { hint: false })
  api.fail({ ...LOGOUT, delayMs: 2000 })
  outcome(auth.signOut())
  await clock.advance(3000)
  outcome(auth.signIn(GRACE))
  await clock.advance(2000)
  // A page dies with its refresh out. Where no hint tells that it landed, that is guessed from how long those before took.
  api.fail({ path: '/auth/refresh', delayMs: 200 })
  outcome(auth.retryNow())
  await clock.advance(50)
  const next = inTab(tab.reload())
  await clock.advance(1500)
  expect(userOf(next.auth)).toBe('grace')
})
