import { describe, expect, it } from 'vitest'
import type { AuthClientOptions } from '..'
import type { AuthApi } from '../api/contract'
import { SignInError } from '../errors'
import {
  createFakeApi,
  createFakeBrowser,
  createFakeClock,
  createFakeServer,
  type Delivery,
  FAKE_PASSWORD,
  type FakeTab,
  openPromise,
} from '../testing'
import { clientIn, outcome, userOf } from '../testing/scenes'

// A page that restores, and knows of no session yet, while somebody signs in or out in another tab.

const GRACE = { username: 'grace', password: FAKE_PASSWORD }

/** Tabs that only the notes tell of one another; those are slow where a test says so. */
function setUp() {
  const travel: Record<Delivery, number> = { message: 1, storage: 1, lock: 1, cookie: 1 }
  const clock = createFakeClock()
  const browser = createFakeBrowser(clock, { latency: (kind) => travel[kind] })
  const api = createFakeServer(clock)
  const inTab = (tab: FakeTab, options: AuthClientOptions = {}) => {
    const auth = clientIn(tab, api, { openChannel: null, ...options })
    const seen: string[] = []
    auth.store.subscribe(() => seen.push(userOf(auth)))
    const deferred: string[] = []
    auth.on('event', (event) => event.type === 'deferred' && deferred.push(event.trouble))
    return { tab, auth, seen, deferred }
  }
  const open = (options: AuthClientOptions = {}) => inTab(browser.openTab(), options)
  return { travel, clock, browser, api, inTab, open, refreshes: () => api.counts('POST', '/auth/refresh') }
}

describe('a page whose refresh is answered after its turn was taken from it, and somebody signed in', () => {
  /** Ada's cookie is there, and no note. The page is frozen with its refresh answered, and no word of the other tab gets through. */
  async function overtaken({ revokes = false, signsOut = false }) {
    const set = setUp()
    const { clock, browser, api, open, travel } = set
    browser.jar.accept(api.grant('ada').cookies)
    if (revokes) api.revokeSessions()
    const held = api.hold('/auth/refresh')
    const page = open()
    void page.auth.restore()
    await clock.advance(500)
    expect(held.waiting()).toBe(1)
    page.tab.freeze()
    held.release()
    await clock.advance(100)
    travel.storage = 60_000
    const other = open()
    outcome(other.auth.signIn(GRACE))
    await clock.advance(30_000)
    expect(userOf(other.auth)).toBe('grace')
    if (signsOut) outcome(other.auth.signOut())
    await clock.advance(1000)
    page.tab.thaw()
    await clock.advance(50)
    return { ...set, page, other }
  }

  it.each([
    ['a refusal', true],
    ['a grant', false],
  ])('finds her there: %s says nothing of her session, and is asked for again', async (_case, revokes) => {
    const { clock, page, other } = await overtaken({ revokes })
    expect(page.deferred).toEqual(['network'])
    await clock.advance(5000)
    expect(page.seen).not.toContain('signed-out')
    expect(page.seen).not.toContain('ada')
    await clock.advance(60_000)
    expect([userOf(page.auth), userOf(other.auth)]).toEqual(['grace', 'grace'])
  })

  it('finds nobody once she has signed out, and does not ask again', async () => {
    const { clock, page, refreshes } = await overtaken({ signsOut: true })
    expect(page.auth.store.getState()).toEqual({ status: 'signed-out', reason: null })
    expect(page.deferred).toEqual([])
    const before = refreshes()
    await clock.advance(60_000)
    expect([refreshes(), page.seen]).toEqual([before, ['signed-out']])
  })
})

describe('a page that stands in line behind a sign-in', () => {
  /** The cookie of the sign-in is there before its answer is read. */
  async function inLine(end: (grant: Awaited<ReturnType<AuthApi['login']>>) => ReturnType<AuthApi['login']>) {
    const set = setUp()
    const { clock, browser, api, inTab, open } = set
    const tab = browser.openTab()
    const wire = createFakeApi(api, tab)
    const read = openPromise()
    const login: AuthApi['login'] = async (...given) => {
      const grant = await wire.login(...given)
      await read.promise
      return end(grant)
    }
    const one = inTab(tab, { api: { ...wire, login } })
    void one.auth.restore()
    await clock.advance(200)
    const signIn = outcome(one.auth.signIn(GRACE))
    await clock.advance(200)
    const page = open()
    void page.auth.restore()
    await clock.advance(200)
    expect(userOf(page.auth)).toBe('restoring')
    return { ...set, one, page, read, signIn }
  }

  it('is restored by what that brings', async () => {
    const { clock, page, read, refreshes } = await inLine((grant) => Promise.resolve(grant))
    read.resolve()
    await clock.advance(200)
    expect([userOf(page.auth), refreshes()]).toEqual(['grace', 1])
  })

  it('is not restored by the cookie of one whose answer was cut in half: it is about to be revoked', async () => {
    const { clock, api, page, read, signIn, refreshes } = await inLine(() =>
      Promise.reject(new SignInError('malformed-answer', 'Cut in half.')),
    )
    read.resolve()
    await clock.advance(3000)
    expect(signIn.error).toMatchObject({ failure: 'malformed-answer' })
    expect(page.auth.store.getState()).toEqual({ status: 'signed-out', reason: null })
    expect([page.seen, refreshes(), api.liveSessions()]).toEqual([['signed-out'], 0, 0])
  })

  it('sends nothing any more once its client is disposed of', async () => {
    const { clock, page, read, refreshes } = await inLine((grant) => Promise.resolve(grant))
    page.auth.dispose()
    read.resolve()
    await clock.advance(3000)
    expect(refreshes()).toBe(0)
  })
})

describe('a sign-in whose answer can’t be read', () => {
  async function failing(failure: 'malformed-answer' | 'server') {
    const set = setUp()
    const { clock, browser, inTab, api } = set
    const tab = browser.openTab()
    const { auth } = inTab(tab, {
      api: { ...createFakeApi(api, tab), login: () => Promise.reject(new SignInError(failure, 'Nothing of use.')) },
    })
    void auth.restore()
    await clock.advance(500)
    outcome(auth.signIn(GRACE))
    await clock.advance(3000)
    return api.counts('POST', '/auth/logout')
  }

  it('has what it may have brought revoked, where it was half an answer', async () => {
    expect(await failing('malformed-answer')).toBe(1)
  })

  it('leaves nothing to be told, where it was none', async () => {
    expect(await failing('server')).toBe(0)
  })
})

it.each<[string, Error]>([
  ['a failure of another kind', new SignInError('invalid-credentials', 'Wrong.')],
  [
    'an error of the contract’s own, whatever it calls itself',
    Object.assign(new Error(), { failure: 'malformed-answer' }),
  ],
])('%s costs no session', async (_case, error) => {
  const { clock, browser, api, inTab } = setUp()
  const tab = browser.openTab()
  const wire = createFakeApi(api, tab)
  const { auth } = inTab(tab, { api: { ...wire, login: () => Promise.reject(error) } })
  void auth.restore()
  await clock.advance(500)
  const signIn = outcome(auth.signIn(GRACE))
  await clock.advance(1000)
  expect(signIn.error).toBe(error)
  expect(api.counts('POST', '/auth/logout')).toBe(0)
})
