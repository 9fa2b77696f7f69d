import { expect, test } from './support/test'

test('a protected address leads to the sign-in page and back, query and hash too', async ({ page, person, server }) => {
  await page.goto('/users?q=grace#list')
  await person.seesPage('Sign in')
  await person.isAt(`/login?returnTo=${encodeURIComponent('/users?q=grace#list')}`)
  expect(server.counts('GET', '/users')).toBe(0)

  await person.signIn()
  await person.seesPage('Users')
  await person.isAt('/users?q=grace#list')
  await expect(page.getByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
})

test('a deep link opens at once for who is signed in', async ({ page, person }) => {
  await person.comesSignedIn()
  await page.goto('/users?q=hopper')
  await expect(page.getByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
  await person.isAt('/users?q=hopper')
})

test('the Back button leads to where one was on the page, though its data has to come first', async ({
  page,
  person,
  server,
}) => {
  await page.setViewportSize({ width: 1280, height: 600 })
  await person.comesSignedIn('/users')
  const someone = page.getByRole('cell', { name: 'Grace Hopper' })
  await expect(someone).toBeVisible()
  const scrollY = () => page.evaluate(() => window.scrollY)
  await page.evaluate(() => window.scrollTo(0, 600))
  await expect.poll(scrollY).toBe(600)

  // Not by a click, for which the header would be scrolled to.
  await page.getByRole('link', { name: 'Home' }).evaluate((link: HTMLElement) => link.click())
  await person.seesPage('Hello, Ada')
  expect(await scrollY()).toBe(0)

  server.fail({ path: '/users', delayMs: 500 })
  await page.goBack()
  await person.seesPage('Users')
  await expect.poll(scrollY).toBe(600)
  await expect(someone).toBeVisible()
  expect(await scrollY()).toBe(600)
})

test('a reload leads to where one was on the page', async ({ page, person }) => {
  await page.setViewportSize({ width: 1280, height: 600 })
  await person.comesSignedIn('/users')
  await expect(page.getByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
  const scrollY = () => page.evaluate(() => window.scrollY)
  await page.evaluate(() => window.scrollTo(0, 600))
  await expect.poll(scrollY).toBe(600)
  await page.reload()
  await expect(page.getByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
  await expect.poll(scrollY).toBe(600)
})

test('a page whose code did not come is loaded anew once the network is back', async ({
  page,
  context,
  person,
  console,
}) => {
  console.allowFailedRequests()
  await person.comesSignedIn()
  await context.setOffline(true)
  await page.getByRole('link', { name: 'Users' }).click()
  await person.seesPage('This page couldn’t be loaded')
  // The browser's own page, from where nothing leads back, is not what the press leads to.
  await page.getByRole('button', { name: 'Reload the page' }).click()
  await expect(page.getByText('Once it can, this page reloads by itself')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Reload the page' })).not.toHaveAttribute('aria-busy')
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible()
  await context.setOffline(false)
  await person.seesPage('Users')
  await expect(page.getByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
})

test('a page whose data did not come goes on by itself once the server answers', async ({ page, person, console }) => {
  console.allowFailedRequests()
  await person.comesSignedIn()
  await page.route('**/api/users', (route) => route.abort())
  await page.getByRole('link', { name: 'Users' }).click()
  await person.seesPage('The server can’t be reached')
  await page.unroute('**/api/users')
  await person.seesPage('Users')
  await expect(page.getByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
})

test('the Back button leads to a search that was typed right before a link was pressed', async ({ page, person }) => {
  await person.comesSignedIn('/users')
  await page.getByRole('searchbox').fill('hopper')
  await person.goesTo('Home')
  await person.seesPage('Hello, Ada')
  await page.goBack()
  await person.isAt('/users?q=hopper')
  await expect(page.getByRole('searchbox')).toHaveValue('hopper')
  await expect(page.getByRole('row')).toHaveCount(2)
})

test('an address that leads nowhere says so', async ({ page, person }) => {
  await page.goto('/nowhere')
  await person.seesPage('There is no page at this address')
})

// As they stand in the address: some reach the page encoded, some do not.
const ATTACKS = [
  '//evil.example',
  '/\\evil.example',
  '/%5Cevil.example',
  '%2F%2Fevil.example',
  '/%09/evil.example',
  '%5C%5Cevil.example',
  'https:evil.example',
  'https://evil.example',
  'https%3A%2F%2Fevil.example',
  'javascript:alert(document.domain)',
  'java%09script:alert(1)',
  'data:text/html,hi',
  '/..//evil.example',
  '/%252F%252Fevil.example',
]

for (const attack of ATTACKS) {
  test(`returnTo=${attack} leads home`, async ({ page, person, baseURL }) => {
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    page.on('dialog', (dialog) => asked.push(dialog.message()))

    await page.goto(`/login?returnTo=${attack}`)
    await person.signIn()
    await person.seesPage('Hello, Ada')
    await person.isAt('/')

    // The same for who is signed in already.
    await page.goto(`/login?returnTo=${attack}`)
    await person.seesPage('Hello, Ada')
    await person.isAt('/')
    expect(asked.filter((url) => !url.startsWith(`${baseURL}/`))).toEqual([])
  })
}
