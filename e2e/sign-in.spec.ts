import { demoPassword } from '../mocks/accounts'
import { lastCalls, refreshes } from './support/calls'
import { expect, test } from './support/test'

test('greets by first name', async ({ page, person, server }) => {
  await person.comesSignedIn()
  await person.seesPage('Hello, Ada')
  await person.isAt('/')
  await expect(page.getByRole('alert')).toHaveCount(0)
  expect(server.counts('POST', '/auth/login')).toBe(1)
  expect(refreshes(server.log)).toBe(0)
})

test('keeps the token out of whatever scripts can read', async ({ page, context, person }) => {
  await person.comesSignedIn()
  const readable = await page.evaluate(() =>
    JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie, location.href]),
  )
  expect(readable).not.toContain('eyJ')
  const cookies = await context.cookies()
  expect(cookies.filter(({ httpOnly }) => httpOnly)).toMatchObject([
    { name: 'refresh_token', path: '/api/auth', sameSite: 'Strict' },
  ])
  for (const { httpOnly, value } of cookies) if (httpOnly) expect(readable).not.toContain(value)
})

test('a wrong password is said in one alert, and the next try works', async ({ page, person, server, console }) => {
  console.allowStatus(401)
  await page.goto('/')
  await person.fillIn('ada', 'wrong')
  await expect(page.getByRole('alert')).toHaveText(/don’t go together/)
  await expect(page.getByLabel('Username')).toHaveValue('ada')
  expect(lastCalls(server.log, 1)).toEqual(['POST /auth/login 401'])
  expect(server.counts('POST', '/auth/login')).toBe(1)

  await person.signIn()
  await person.seesPage('Hello, Ada')
})

test('behind a sign-out that gets no answer: what is under way can be read, and that it goes on', async ({
  page,
  person,
  server,
}) => {
  await person.comesSignedIn()
  server.fail({ path: '/auth/logout', kind: 'hang' })
  await person.signOut()
  await person.fillIn('grace', demoPassword)
  const button = page.getByRole('button', { name: 'Signing in…' })
  await expect(button).toBeVisible()
  await expect(button).toHaveCSS('opacity', '1')
  await expect(page.getByText('The server is slow to answer; still trying.')).toBeVisible()
  await expect(button).toBeVisible()
})

test('too many wrong passwords: says how long to wait', async ({ page, person, server, console }) => {
  console.allowStatus(429)
  server.fail({ path: '/auth/login', status: 429, code: 'rate_limited', retryAfter: 30 })
  await page.goto('/login')
  await person.fillIn('ada', 'wrong')
  await expect(page.getByRole('alert')).toHaveText(/Too many tries/)
  await expect(page.getByText(/You can try again as ada in \d+\ss/)).toBeVisible()
})

test('a page that answers in the API’s place is not taken for a sign-in', async ({ page, person, server }) => {
  server.fail({ path: '/auth/login', kind: 'html' })
  await page.goto('/login')
  await person.fillIn('ada', 'correct-horse')
  await expect(page.getByRole('alert')).toHaveText(/public Wi-Fi/)
  await person.seesPage('Sign in')
})

test('who may see the users does, and who may not is told so', async ({ page, person, server }) => {
  await person.comesSignedIn('/', 'ada')
  await person.goesTo('Users')
  await person.seesPage('Users')
  await expect(page.getByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
  await person.signOut()

  await person.signIn('grace')
  await person.seesPage('Hello, Grace')
  await expect(page.getByRole('link', { name: 'Users' })).toHaveCount(0)
  await page.goto('/users')
  await person.seesPage('You don’t have permission to see this page')
  await expect(person.signOutButton).toBeVisible()
  expect(server.log.filter(({ status }) => status === 403)).toEqual([])
})

test('a form that is sent past its script puts no password into the address', async ({ page, person }) => {
  await page.goto('/login')
  await person.seesPage('Sign in')
  await page.getByLabel('Username').fill('ada')
  await page.getByRole('textbox', { name: 'Password' }).fill('secret')
  const [sent] = await Promise.all([
    page.waitForRequest((request) => request.isNavigationRequest()),
    page.waitForEvent('load'),
    // As some password managers do.
    page.evaluate(() => document.querySelector('form')?.submit()),
  ])
  expect(sent.url()).not.toContain('secret')
})
