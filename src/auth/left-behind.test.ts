import { describe, expect, it } from 'vitest'
import {
  createFakeBrowser,
  createFakeClock,
  createFakeServer,
  FAKE_PASSWORD,
  type FakeServerOptions,
  type FakeTab,
} from './testing'
import { clientIn, outcome, userOf } from './testing/scenes'

// Calls that outlive what was known of them: found by trial in a browser, each with the order of events that it took.

const ADA = { username: 'ada', password: FAKE_PASSWORD }
const GRACE = { username: 'grace', password: FAKE_PASSWORD }
const REFRESH = '/auth/refresh'

async function signedIn(options: FakeServerOptions = {}) {
  const clock = createFakeClock()
  const browser = createFakeBrowser(clock)
  const api = createFakeServer(clock, { accessTokenTtl: 900, ...options })
  const tab = browser.openTab()
  const auth = clientIn(tab, api)
  outcome(auth.signIn(ADA))
  await clock.advance(5000)
  const wipe = ({ environment: { notes } }: FakeTab) => {
    for (const key of Object.keys(browser.storage.entries())) notes.write(key, null)
  }
  return { clock, browser, api, tab, auth, wipe, refreshes: () => api.counts('POST', REFRESH) }
}

describe('an app that wipes the storage while a refresh is out', () => {
  it('and reloads the page: the next page waits for it', async () => {
    const { clock, api, tab, auth, wipe } = await signedIn()
    const held = api.hold(REFRESH)
    outcome(auth.retryNow())
    await clock.advance(500)
    wipe(tab)
    tab.moment('leave')
    const page = clientIn(tab.reload(), api)
    outcome(page.restore())
    await clock.advance(4000)
    held.release()
    await clock.advance(3000)
    expect([userOf(page), api.reuseDetected()]).toEqual(['ada', 0])
  })

  it('as its next page begins, which waits for it: goes on waiting', async () => {
    const { clock, api, tab, auth, wipe } = await signedIn()
    const held = api.hold(REFRESH)
    outcome(auth.retryNow())
    await clock.advance(500)
    tab.moment('leave')
    const next = tab.reload()
    const page = clientIn(next, api)
    outcome(page.restore())
    await clock.advance(100)
    wipe(next)
    await clock.advance(4000)
    held.release()
    await clock.advance(3000)
    expect([userOf(page), api.reuseDetected()]).toEqual(['ada', 0])
  })
})

describe('a slow refresh of a page whose timers are not served', () => {
  it.each([
    ['as nobody sees it', ({ tab }: { tab: FakeTab }) => tab.hide(), () => undefined],
    ['as it was put away', () => undefined, ({ tab }: { tab: FakeTab }) => tab.moment('conceal')],
  ])('%s is not doubled by a sibling', async (_why, before, after) => {
    const { clock, browser, api, tab, auth, refreshes } = await signedIn()
    const sibling = clientIn(browser.openTab(), api)
    outcome(sibling.restore())
    await clock.advance(500)
    const held = api.hold(REFRESH)
    before({ tab })
    outcome(auth.retryNow())
    await clock.advance(500)
    after({ tab })
    tab.freeze()
    await clock.advance(25_000)
    outcome(sibling.retryNow())
    await clock.advance(25_000)
    expect(refreshes()).toBe(1)
    held.release()
    await clock.advance(5000)
    expect([userOf(sibling), api.reuseDetected()]).toEqual(['ada', 0])
  })
})

describe('a sign-in that outlives', () => {
  it.each([
    ['its timeout', 11_000, () => undefined],
    ['its page, by a service worker', 100, ({ tab }: { tab: FakeTab }) => tab.moment('leave')],
    ['its turn, frozen', 100, ({ tab }: { tab: FakeTab }) => tab.moment('conceal')],
  ])('%s: who it signs in is not shown to who signed in since', async (_what, after, leave) => {
    const { clock, browser, api, auth, tab } = await signedIn()
    outcome(auth.signOut())
    await clock.advance(500)
    api.fail({ path: '/auth/login', delayMs: 12_000 })
    outcome(auth.signIn(ADA))
    await clock.advance(after)
    leave({ tab })
    auth.dispose()
    // What a service worker sends on is no matter of the page any more.
    const granted = api.grant('ada')
    const page = clientIn(browser.openTab(), api)
    outcome(page.restore())
    outcome(page.signIn(GRACE))
    await clock.advance(30_000)
    expect(userOf(page)).toBe('grace')
    browser.jar.accept(granted.cookies)
    outcome(page.retryNow())
    await clock.advance(5000)
    const next = clientIn(browser.openTab(), api)
    outcome(next.restore())
    await clock.advance(5000)
    expect([userOf(page), userOf(next)]).toEqual(['signed-out', 'signed-out'])
  })
})
