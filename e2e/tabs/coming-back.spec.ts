import type { Page } from '@playwright/test'
import { refreshes } from '../support/calls'
import { expect, test as base } from './support/test'
import { noteTexts } from './support/texts'

const test = base.extend<object, object>({
  // Playwright switches the back/forward cache off.
  launchOptions: [
    ({ launchOptions }, use) => use({ ...launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
    { scope: 'worker' },
  ],
})

test.beforeEach(({ console }) => {
  // What a kept page once wrote, "401" to its very first question, is told again when it comes back.
  console.allowStatus(401)
})

declare global {
  interface Window {
    cameBack?: boolean
  }
}

/** A page of this origin that the engine is not in. */
const ELSEWHERE = '/favicon.svg'

/** Leaves the page, does `meanwhile`, and comes back. Resolves to whether the page itself was kept. */
async function leaveAndReturn(page: Page, meanwhile: () => Promise<unknown> = () => Promise.resolve()) {
  await page.evaluate(() => {
    window.addEventListener('pageshow', ({ persisted }) => (window.cameBack = persisted))
  })
  await page.goto(ELSEWHERE)
  await meanwhile()
  // `goBack` waits for a load, and a page that is kept has none.
  // The page may be gone before the call is answered.
  await page.evaluate(() => history.back()).catch(() => undefined)
  await expect.poll(() => page.evaluate(() => document.querySelector('h1') !== null).catch(() => false)).toBe(true)
  return page.evaluate(() => window.cameBack === true)
}

test('a page out of the back/forward cache is still signed in, without a refresh', async ({ tabs, server }) => {
  const [person] = await tabs.openSignedIn(1, '/users?q=grace')
  const { page } = person!
  await page.getByRole('cell', { name: 'Grace Hopper' }).waitFor()
  const asked = server.log.length
  expect(await leaveAndReturn(page)).toBe(true)
  await expect(page.getByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
  await person!.goesTo('Home')
  await person!.seesPage('Hello, Ada')
  expect(server.log.slice(asked).filter(({ path }) => path.startsWith('/auth/'))).toEqual([])
})

test('after a sign-out in another tab it shows nothing of the session', async ({ tabs, server }) => {
  const [person, other] = await tabs.openSignedIn(2, '/users?q=grace')
  const { page } = person!
  await page.getByRole('cell', { name: 'Grace Hopper' }).waitFor()
  const texts = await noteTexts(page)
  const seenBefore = (await texts()).length
  const start = refreshes(server.log)
  const wasKept = await leaveAndReturn(page, () => other!.signOut())
  await person!.seesPage('Sign in')
  // A browser may let go of a kept page that a message arrives for; one that it kept is veiled until it knows better.
  if (wasKept) {
    const since = (await texts()).slice(seenBefore)
    expect(since.filter((text) => text.includes('Hopper') || text.includes('Lovelace'))).toEqual([])
  }
  expect(refreshes(server.log)).toBe(start)
  await expect.poll(() => server.counts('POST', '/auth/logout')).toBe(1)
})

test('after a sign-out that no message told of it shows nothing of the session either', async ({
  tabs,
  context,
  server,
}) => {
  const [person] = await tabs.openSignedIn(1, '/users?q=grace')
  const { page } = person!
  await page.getByRole('cell', { name: 'Grace Hopper' }).waitFor()
  const texts = await noteTexts(page)
  const seenBefore = (await texts()).length
  const wasKept = await leaveAndReturn(page, async () => {
    await context.addInitScript(() => Reflect.deleteProperty(window, 'BroadcastChannel'))
    const [silent] = await tabs.open(1)
    await silent!.signOut()
  })
  expect(wasKept).toBe(true)
  await person!.seesPage('Sign in')
  await person!.seesNotice(/in another tab/)
  const since = (await texts()).slice(seenBefore)
  expect(since.filter((text) => text.includes('Hopper') || text.includes('Lovelace'))).toEqual([])
  expect(server.reuseDetected).toBe(0)
})

test('after someone else signed in, it goes home with a notice, and nothing of the one before', async ({
  tabs,
  context,
  server,
}) => {
  const [person] = await tabs.openSignedIn(1, '/users?q=grace')
  const { page } = person!
  await page.getByRole('cell', { name: 'Grace Hopper' }).waitFor()
  const texts = await noteTexts(page)
  const seenBefore = (await texts()).length
  const wasKept = await leaveAndReturn(page, async () => {
    await context.addInitScript(() => Reflect.deleteProperty(window, 'BroadcastChannel'))
    const [silent] = await tabs.open(1)
    await silent!.signOut()
    await silent!.signIn('alan')
  })
  expect(wasKept).toBe(true)
  await person!.seesPage('Hello, Alan')
  const since = (await texts()).slice(seenBefore)
  expect(since.filter((text) => text.includes('Hopper') || text.includes('Lovelace'))).toEqual([])
  expect(server.reuseDetected).toBe(0)
})

test('a frozen tab that wakes after a sign-out elsewhere shows nothing of the session', async ({
  hiddenTabs,
  server,
  baseURL,
}) => {
  const frozen = await hiddenTabs.open(`${baseURL}/`)
  await expect.poll(() => frozen.evaluate(() => document.querySelector('form') !== null)).toBe(true)
  const other = await hiddenTabs.open(`${baseURL}/fixture/index.html`)
  await expect.poll(() => other.evaluate(() => typeof window.restored)).toBe('object')
  await other.evaluate(() => window.restored)
  await other.evaluate(() => window.auth.signIn({ username: 'ada', password: 'correct-horse' }))
  const text = () => frozen.evaluate(() => document.body.innerText)
  await expect.poll(text).toContain('Hello, Ada')

  await frozen.freeze()
  expect(await text()).toBe('')
  const texts = await noteTexts(frozen)
  await other.evaluate(() => window.auth.signOut())
  await frozen.thaw()
  await expect.poll(text).toContain('You signed out in another tab.')
  expect((await texts()).filter((seen) => seen.includes('Ada'))).toEqual([])
  expect(server.counts('POST', '/auth/logout')).toBe(1)
})

test('a frozen tab that wakes with its session alive shows it again, as it was', async ({
  hiddenTabs,
  server,
  baseURL,
}) => {
  const frozen = await hiddenTabs.open(`${baseURL}/`)
  await expect.poll(() => frozen.evaluate(() => document.querySelector('form') !== null)).toBe(true)
  const other = await hiddenTabs.open(`${baseURL}/fixture/index.html`)
  await expect.poll(() => other.evaluate(() => typeof window.restored)).toBe('object')
  await other.evaluate(() => window.restored)
  await other.evaluate(() => window.auth.signIn({ username: 'ada', password: 'correct-horse' }))
  const text = () => frozen.evaluate(() => document.body.innerText)
  await expect.poll(text).toContain('Hello, Ada')

  const asked = refreshes(server.log)
  await frozen.freeze()
  await frozen.thaw()
  await expect.poll(text).toContain('Hello, Ada')
  expect(refreshes(server.log)).toBe(asked)
})
