import { axeFlaws, overflowing } from './screens/flaws'
import { lastCalls, refused } from './support/calls'
import { expect, test } from './support/mock-test'

// One server for all: its first page is what takes long.
test.describe.configure({ mode: 'default', timeout: 60_000 })

test('shows demo accounts, one click away', async ({ page, person, mock }) => {
  await page.goto('/')
  await expect(page.getByRole('button', { name: /^Ada/ })).toBeVisible()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await axeFlaws(page)).toEqual([])
  }
  await page.setViewportSize({ width: 320, height: 640 })
  expect(await overflowing(page)).toEqual([])
  if (process.env['SCREENS'])
    await page.screenshot({ path: 'reports/screens/demo-accounts-dark-320.png', fullPage: true })

  await page.getByRole('button', { name: /^Ada/ }).click()
  await person.seesPage('Hello, Ada')
  await person.goesTo('Users')
  await expect(page.getByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
  expect(await mock.refreshes()).toBe(0)
})

test.describe('where the browser allows no service worker', () => {
  test.use({ serviceWorkers: 'block' })

  test('the page says why there is no demo', async ({ page, person, console }) => {
    console.allow(/service ?worker/i)
    await page.goto('/')
    await person.seesPage('The demo can’t start in this browser window')
    await expect(page.getByRole('alert')).toHaveText(/service worker/)
    expect(await axeFlaws(page)).toEqual([])
  })
})

test('a wrong password is said in one alert', async ({ page, person, console }) => {
  console.allowStatus(401)
  await page.goto('/')
  await person.fillIn('ada', 'wrong')
  await expect(page.getByRole('alert')).toHaveText(/don’t go together/)
})

test('a reload keeps the session, with one refresh, in StrictMode too', async ({ page, person, mock }) => {
  await person.comesSignedIn('/users')
  await page.reload()
  await person.seesPage('Users')
  expect(await mock.refreshes()).toBe(1)
})

test('a token of three seconds is renewed ahead of its end', async ({ page, person, mock }) => {
  await page.goto('/')
  await person.seesPage('Sign in')
  await mock.setOptions({ accessTokenTtl: 3 })
  await person.signIn()
  await expect.poll(() => mock.refreshes()).toBe(1)
  await person.goesTo('Users')
  await expect.poll(() => mock.refreshes()).toBe(3)
  expect(refused(await mock.log())).toEqual([])
})

test('a refused call is met by one refresh and sent once more', async ({ page, person, mock, console }) => {
  console.allowStatus(401)
  await person.comesSignedIn()
  await person.seesPage('Hello, Ada')
  await mock.expireAccessTokens()
  await person.goesTo('Users')
  await expect(page.getByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
  expect(lastCalls(await mock.log(), 3)).toEqual(['GET /users 401', 'POST /auth/refresh 200', 'GET /users 200'])
})

test('a session that was ended elsewhere leads to the sign-in page, says why, and back', async ({
  person,
  mock,
  console,
}) => {
  console.allowStatus(401)
  await person.comesSignedIn()
  await person.seesPage('Hello, Ada')
  await mock.revokeSessions()
  await person.goesTo('Users')
  await person.seesPage('Sign in')
  await person.seesNotice(/from another device/)
  await person.signIn()
  await person.seesPage('Users')
})

test('signing out ends the session, and stays so', async ({ page, person, mock }) => {
  await person.comesSignedIn()
  await person.signOut()
  await expect.poll(async () => lastCalls(await mock.log(), 1)).toEqual(['POST /auth/logout 204'])
  await page.reload()
  await person.seesPage('Sign in')
  expect(await mock.refreshes()).toBe(0)
})

test('what is said of a page that does not come is not seen while it comes, on the development server either', async ({
  page,
}) => {
  await page.route('**/src/main.tsx', () => undefined)
  await page.goto('/', { waitUntil: 'commit' })
  const text = page.getByText('This page takes long to load.')
  await expect(text).toBeAttached()
  await expect(text).toBeHidden()
})
