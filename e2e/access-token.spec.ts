import { expect, test } from './support/test'

test.use({ api: { flow: 'access-token' } })

// Whatever happens in this flow, these two are never called.
test.afterEach(({ server }) => {
  expect(server.counts('POST', '/auth/refresh')).toBe(0)
  expect(server.counts('POST', '/auth/logout')).toBe(0)
})

test('signs in with one token and no cookie', async ({ page, context, person }) => {
  await person.comesSignedIn('/users?q=grace')
  await expect(page.getByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
  expect(await context.cookies()).toEqual([])
  await expect(page.getByRole('link', { name: 'Sessions' })).toHaveCount(0)
})

test('a reload asks to sign in again, says why, and leads back', async ({ page, person }) => {
  await person.comesSignedIn('/users?q=grace')
  await page.reload()
  await person.seesPage('Sign in')
  await person.seesNotice(/^Reloading or leaving the page ended your session/)
  expect(await page.evaluate(() => sessionStorage.getItem('ends-with-reload'))).toBeNull()
  await person.signIn()
  await person.isAt('/users?q=grace')
})

test.describe('a token of six seconds', () => {
  test.use({ api: { flow: 'access-token', accessTokenTtl: 6 } })

  test('ends the session at its end, says so, and leads back', async ({ page, person, server }) => {
    await person.comesSignedIn('/users?q=grace')
    await expect(page.getByRole('alertdialog', { name: 'Your session is about to end' })).toBeVisible()

    await person.seesPage('Sign in')
    await person.seesNotice(/has expired/)
    await expect(page.getByText('Grace Hopper')).toHaveCount(0)
    expect(server.log.filter(({ status }) => status === 401)).toEqual([])

    await person.signIn()
    await person.isAt('/users?q=grace')
  })
})

test.describe('a token of ten minutes', () => {
  test.use({ api: { flow: 'access-token', accessTokenTtl: 600 } })

  test('what is being typed does not answer the warning, and the focus is within it', async ({ page, person }) => {
    await page.clock.install()
    await person.comesSignedIn('/users')
    await page.getByRole('searchbox').focus()
    await page.clock.fastForward(545_000)
    const warning = page.getByRole('alertdialog', { name: 'Your session is about to end' })
    await expect(warning.getByRole('heading')).toBeFocused()

    for (const key of ['h', 'Space', 'Enter', 'Space']) await page.keyboard.press(key)
    await expect(warning).toBeVisible()
    await page.keyboard.press('Tab')
    await expect(warning.getByRole('button', { name: 'Keep working' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(warning).toHaveCount(0)
    await expect(page.getByRole('searchbox')).toBeFocused()
  })
})

test('the first refused call ends the session, is not sent again, and is explained', async ({
  person,
  server,
  console,
}) => {
  console.allowStatus(401)
  await person.comesSignedIn()
  await person.seesPage('Hello, Ada')
  await server.expireAccessTokens()
  await person.goesTo('Users')
  await person.seesPage('Sign in')
  await expect(person.page.getByRole('main').getByRole('status')).toBeVisible()
  expect(server.counts('GET', '/users')).toBe(1)

  await person.signIn()
  await person.seesPage('Users')
})

test('signing out is local, and stays so', async ({ page, person, server }) => {
  await person.comesSignedIn()
  await person.seesPage('Hello, Ada')
  const calls = server.log.length
  await person.signOut()
  await person.isAt('/login')
  await page.reload()
  await person.seesPage('Sign in')
  await expect(page.getByRole('main').getByRole('status')).toHaveCount(0)
  expect(server.log).toHaveLength(calls)
})
