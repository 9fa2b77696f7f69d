import { describe, expect, it } from 'vitest'
import type { AuthClientOptions } from '.'
import {
  createFakeApi,
  createFakeBrowser,
  createFakeClock,
  createFakeServer,
  FAKE_PASSWORD,
  type FakeTab,
} from './testing'
import { clientIn, outcome, userOf } from './testing/scenes'

// A provider's redirect or popup: the cookie is there, and no page of the engine's has seen it come.

const ADA = { username: 'ada', password: FAKE_PASSWORD }

async function afterSignOut(hasHints: boolean) {
  const clock = createFakeClock()
  const browser = createFakeBrowser(clock)
  const api = createFakeServer(clock, { accessTokenTtl: 60 })
  const inTab = (tab: FakeTab) => {
    const options: AuthClientOptions = hasHints ? {} : { api: createFakeApi(api, tab, { hintCookie: null }) }
    return clientIn(tab, api, options)
  }
  const tab = browser.openTab()
  const auth = inTab(tab)
  outcome(auth.signIn(ADA))
  await clock.advance(500)
  outcome(auth.signOut())
  await clock.advance(500)
  expect(auth.store.getState()).toEqual({ status: 'signed-out', reason: 'signed-out' })
  return {
    clock,
    browser,
    api,
    tab,
    auth,
    inTab,
    comesFromProvider: () => browser.jar.accept(api.grant('grace').cookies),
    refreshes: () => api.counts('POST', '/auth/refresh'),
  }
}

describe.each([
  ['with a hint', true],
  ['without one', false],
])('an app that expects a session, %s', (_case, hasHints) => {
  it('finds it, on a page that loads', async () => {
    const { clock, auth, tab, inTab, comesFromProvider, refreshes } = await afterSignOut(hasHints)
    auth.dispose()
    comesFromProvider()
    const page = inTab(tab.reload())
    outcome(page.restore({ expected: true }))
    await clock.advance(500)
    expect([userOf(page), refreshes()]).toEqual(['grace', 1])
  })

  it('finds it on a page that is open, and every tab has it', async () => {
    const { clock, auth, browser, inTab, comesFromProvider, refreshes } = await afterSignOut(hasHints)
    const other = inTab(browser.openTab())
    outcome(other.restore())
    await clock.advance(500)
    expect([userOf(other), refreshes()]).toEqual(['signed-out', 0])
    comesFromProvider()
    outcome(auth.restore({ expected: true }))
    await clock.advance(500)
    expect([userOf(auth), userOf(other), refreshes()]).toEqual(['grace', 'grace', 1])
  })

  it('finds it where the app has wiped the storage too, and every tab has it', async () => {
    const { clock, auth, browser, tab, inTab, comesFromProvider } = await afterSignOut(hasHints)
    const other = inTab(browser.openTab())
    outcome(other.restore())
    await clock.advance(14_000)
    comesFromProvider()
    for (const key of Object.keys(browser.storage.entries())) tab.environment.notes.write(key, null)
    outcome(auth.restore({ expected: true }))
    await clock.advance(500)
    expect([userOf(auth), userOf(other)]).toEqual(['grace', 'grace'])
  })

  it('finds it though a search that expects nobody is under way', async () => {
    const { clock, auth, tab, inTab, comesFromProvider, refreshes } = await afterSignOut(hasHints)
    auth.dispose()
    comesFromProvider()
    const page = inTab(tab.reload())
    outcome(page.restore())
    outcome(page.restore({ expected: true }))
    await clock.advance(500)
    expect([userOf(page), refreshes()]).toEqual(['grace', 1])
  })

  it('finds it as soon as the server can be asked', async () => {
    const { clock, api, auth, tab, inTab, comesFromProvider } = await afterSignOut(hasHints)
    auth.dispose()
    comesFromProvider()
    api.fail({ path: '/auth/refresh', status: 503, times: 2 })
    const page = inTab(tab.reload())
    outcome(page.restore({ expected: true }))
    await clock.advance(200)
    expect(userOf(page)).toBe('restoring')
    await clock.advance(60_000)
    expect(userOf(page)).toBe('grace')
  })

  it('learns that there is none, and asks no more', async () => {
    const { clock, auth, tab, inTab, refreshes } = await afterSignOut(hasHints)
    const states: string[] = []
    auth.store.subscribe(() => states.push(userOf(auth)))
    outcome(auth.restore({ expected: true }))
    await clock.advance(500)
    expect(states).toEqual(['restoring', 'signed-out'])
    outcome(auth.restore())
    const page = inTab(tab.reload())
    outcome(page.restore())
    await clock.advance(60_000)
    expect([userOf(page), refreshes()]).toEqual(['signed-out', 1])
  })

  it('does not undo a sign-out that the server was not told of', async () => {
    const { clock, api, auth, tab, inTab, refreshes } = await afterSignOut(hasHints)
    outcome(auth.signIn(ADA))
    await clock.advance(500)
    api.fail({ path: '/auth/logout', kind: 'network', times: 2 })
    outcome(auth.signOut())
    await clock.advance(500)
    auth.dispose()
    const page = inTab(tab.reload())
    outcome(page.restore({ expected: true }))
    await clock.advance(60_000)
    expect([userOf(page), refreshes()]).toEqual(['signed-out', 0])
  })

  it('asks nobody while somebody is signed in', async () => {
    const { clock, auth, refreshes } = await afterSignOut(hasHints)
    outcome(auth.signIn(ADA))
    await clock.advance(500)
    outcome(auth.restore({ expected: true }))
    await clock.advance(500)
    expect([userOf(auth), refreshes()]).toEqual(['ada', 0])
  })
})

describe('a page that loads after somebody signed in elsewhere', () => {
  it.each([
    ['shows them though another tab is open in the name of who was there before', true, {}],
    ['does so without a hint where they are expected', false, { expected: true }],
  ])('%s', async (_name, hasHints, options) => {
    const { clock, api, auth, browser, inTab, comesFromProvider, refreshes } = await afterSignOut(hasHints)
    outcome(auth.signIn(ADA))
    await clock.advance(500)
    comesFromProvider()
    const page = inTab(browser.openTab())
    outcome(page.restore(options))
    outcome(page.http.post('/orders'))
    await clock.advance(500)
    expect([userOf(page), userOf(auth), refreshes()]).toEqual(['grace', 'grace', 1])
    expect(api.log.filter(({ tokenOwner }) => tokenOwner === 'ada')).toEqual([])
  })

  it('shows them also where a sign-out of before could not be told: that is nothing to them', async () => {
    const { clock, api, auth, tab, inTab, comesFromProvider } = await afterSignOut(true)
    outcome(auth.signIn(ADA))
    await clock.advance(500)
    api.fail({ path: '/auth/logout', kind: 'network', times: Infinity })
    outcome(auth.signOut())
    await clock.advance(500)
    api.recover()
    comesFromProvider()
    const told = api.counts('POST', '/auth/logout')
    auth.dispose()
    const page = inTab(tab.reload())
    outcome(page.restore())
    await clock.advance(60_000)
    expect([userOf(page), api.liveSessions('grace'), api.counts('POST', '/auth/logout') - told]).toEqual([
      'grace',
      1,
      0,
    ])
  })

  it('nor does the page that owes it sign them out', async () => {
    const { clock, api, auth, comesFromProvider } = await afterSignOut(true)
    outcome(auth.signIn(ADA))
    await clock.advance(500)
    api.fail({ path: '/auth/logout', kind: 'network', times: 1 })
    outcome(auth.signOut())
    await clock.advance(500)
    comesFromProvider()
    await clock.advance(60_000)
    expect([userOf(auth), api.liveSessions('grace')]).toEqual(['signed-out', 1])
  })

  it('a refresh that lands after the sign-out is nobody who signed in', async () => {
    const { clock, api, auth, tab, inTab } = await afterSignOut(true)
    outcome(auth.signIn(ADA))
    await clock.advance(5000)
    const held = api.hold('/auth/refresh')
    outcome(auth.retryNow())
    await clock.advance(100)
    outcome(auth.signOut())
    await clock.advance(100)
    const page = inTab(tab.reload())
    outcome(page.restore())
    await clock.advance(100)
    held.release()
    await clock.advance(60_000)
    expect([userOf(page), api.liveSessions('ada')]).toEqual(['signed-out', 0])
  })
})

it('a page that a server draws does not undo a sign-out that could not be told', async () => {
  const { clock, api, auth, tab } = await afterSignOut(true)
  outcome(auth.signIn(ADA))
  await clock.advance(500)
  const drawn = { ...api.grant('ada').body, expiresIn: null }
  api.fail({ path: '/auth/logout', kind: 'network', times: 1 })
  outcome(auth.signOut())
  await clock.advance(500)
  auth.dispose()
  const page = clientIn(tab.reload(), api, { initial: drawn })
  outcome(page.restore())
  await clock.advance(5000)
  expect([userOf(page), api.counts('POST', '/auth/logout')]).toEqual(['signed-out', 3])
})
