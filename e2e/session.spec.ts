import { lastCalls, refreshes, refused } from './support/calls'
import { expect, test } from './support/test'

test('a browser that was never here asks once at most whether there is a session', async ({ page, person, server }) => {
  await page.goto('/')
  await person.seesPage('Sign in')
  const asked = server.log.length
  expect(asked).toBeLessThanOrEqual(1)
  await page.reload()
  await person.seesPage('Sign in')
  expect(server.log).toHaveLength(asked)
})

test('a reload keeps the session, with one refresh', async ({ page, person, server }) => {
  await person.comesSignedIn('/users')
  await page.reload()
  await person.seesPage('Users')
  await expect(page.getByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
  expect(refreshes(server.log)).toBe(1)
  expect(refused(server.log)).toEqual([])
})

test.describe('a token of three seconds', () => {
  test.use({ api: { accessTokenTtl: 3 } })

  test('is renewed ahead of its end: no call is refused over three lifetimes', async ({ page, person, server }) => {
    await person.comesSignedIn()
    const start = Date.now()
    for (const [index, link] of ['Users', 'Home', 'Users', 'Home', 'Users', 'Home'].entries()) {
      await expect.poll(() => refreshes(server.log)).toBe(index + 1)
      await person.goesTo(link)
    }
    await person.seesPage('Hello, Ada')
    // A storm would be over sooner.
    expect(Date.now() - start).toBeGreaterThan(9000)
    expect(refused(server.log)).toEqual([])
    expect(server.counts('GET', '/users')).toBe(3)
    await expect(page.getByRole('alert')).toHaveCount(0)
  })

  test('a session that was ended elsewhere leads to the sign-in page, says why, and back', async ({
    page,
    person,
    server,
    console,
  }) => {
    console.allowStatus(401)
    await person.comesSignedIn('/users?q=grace')
    await expect(page.getByRole('cell', { name: 'Grace Hopper' })).toBeVisible()

    await server.revokeSessions('ada')
    await person.seesPage('Sign in')
    await person.isAt(`/login?returnTo=${encodeURIComponent('/users?q=grace')}`)
    await person.seesNotice(/from another device/)
    await expect(page.getByText('Grace Hopper')).toHaveCount(0)
    await page.reload()
    await person.seesNotice(/from another device/)
    const before = refreshes(server.log)
    expect(before).toBe(1)

    await person.signIn()
    await person.seesPage('Users')
    await person.isAt('/users?q=grace')
    await expect(page.getByRole('searchbox')).toHaveValue('grace')

    // And no more of it after that.
    await person.signOut()
    await page.reload()
    await person.seesPage('Sign in')
    await expect(page.getByRole('main').getByRole('status')).toHaveCount(0)
  })

  test('who signs in next begins at home, after a reload too, and where they say so at an address of their own', async ({
    page,
    person,
    server,
    console,
  }) => {
    console.allowStatus(401)
    await person.comesSignedIn('/users?q=grace')
    await server.revokeSessions('ada')
    await person.seesPage('Sign in')
    await page.reload()
    await person.seesPage('Sign in')
    await person.signIn('grace')
    await person.isAt('/')

    await server.revokeSessions('grace')
    await person.seesPage('Sign in')
    await page.goto('/sessions')
    await person.seesPage('Sign in')
    await person.signIn()
    await person.isAt('/sessions')
  })

  for (const width of [360, 1280]) {
    test(`the end of a session moves nothing under who reads an open page, ${width} px wide`, async ({
      page,
      person,
      server,
      console,
    }) => {
      console.allowStatus(401)
      await page.setViewportSize({ width, height: 640 })
      await person.comesSignedIn()
      await person.goesTo('How this works')
      await person.seesPage('How this works')
      const read = page.getByRole('term').last()
      await read.scrollIntoViewIfNeeded()
      const top = async () => (await read.boundingBox())?.y
      const before = await top()

      await server.revokeSessions('ada')
      const notice = page.getByRole('complementary', { name: 'Session' })
      await expect(notice.getByRole('status')).toHaveText(/from another device/)
      await person.isAt('/how-it-works')
      await expect.poll(top).toBeCloseTo(before!, 0)

      await notice.getByRole('link', { name: 'Sign in again' }).click()
      await person.signIn()
      await person.seesPage('How this works')
    })
  }
})

test('a refused call is met by one refresh and sent once more', async ({ page, person, server, console }) => {
  console.allowStatus(401)
  await person.comesSignedIn()
  await person.seesPage('Hello, Ada')
  await server.expireAccessTokens()
  await person.goesTo('Users')
  await expect(page.getByRole('cell', { name: 'Grace Hopper' })).toBeVisible()

  expect(lastCalls(server.log, 3)).toEqual(['GET /users 401', 'POST /auth/refresh 200', 'GET /users 200'])
  expect(refreshes(server.log)).toBe(1)
  expect(server.counts('GET', '/users')).toBe(2)
})

test('a refused call of a session that is over ends it there', async ({ person, server, console }) => {
  console.allowStatus(401)
  await person.comesSignedIn()
  await person.seesPage('Hello, Ada')
  await server.revokeSessions('ada')
  await person.goesTo('Users')
  await person.seesPage('Sign in')
  await person.seesNotice(/from another device/)
  expect(refreshes(server.log)).toBe(1)
  expect(server.counts('GET', '/users')).toBe(1)

  await person.signIn()
  await person.seesPage('Users')
})

test('an address that goes on refusing ends no session, and costs one refresh a try', async ({
  page,
  person,
  server,
  console,
}) => {
  console.allowStatus(401)
  await person.comesSignedIn()
  await person.seesPage('Hello, Ada')
  server.fail({ path: '/users', status: 401, code: 'invalid_token', times: 2 })
  await person.goesTo('Users')
  await person.seesPage('The server refuses the data of this page')
  await expect(page.getByText('You are still signed in')).toBeVisible()
  expect(lastCalls(server.log, 3)).toEqual(['GET /users 401', 'POST /auth/refresh 200', 'GET /users 401'])

  await page.getByRole('button', { name: 'Try again' }).click()
  await person.seesPage('Users')
  expect(refreshes(server.log)).toBe(1)
})

test('a server in trouble ends no session', async ({ page, person, server, console }) => {
  console.allowStatus(503)
  await person.comesSignedIn('/users')
  server.fail({ path: '/auth/refresh', status: 503, times: 2 })
  await page.reload()
  await person.seesPage('Users')
  expect(refreshes(server.log)).toBe(3)
})

test('signing out ends the session on the server, and stays so', async ({ page, context, person, server, baseURL }) => {
  await person.comesSignedIn()
  await person.seesPage('Hello, Ada')
  const stolen = (await context.cookies(`${baseURL}/api/auth/refresh`)).find(({ name }) => name === 'refresh_token')
  expect(stolen).toBeDefined()

  await person.signOut()
  await person.isAt('/login')
  await expect.poll(() => server.log.at(-1)).toMatchObject({ path: '/auth/logout', status: 204 })
  await expect.poll(() => context.cookies()).toEqual([])

  await page.reload()
  await person.seesPage('Sign in')
  await page.goto('/users')
  await person.seesPage('Sign in')
  expect(server.counts('POST', '/auth/logout')).toBe(1)
  expect(refreshes(server.log)).toBe(0)

  const answer = await fetch(`${baseURL}/api/auth/refresh`, {
    method: 'POST',
    headers: { cookie: `refresh_token=${stolen?.value}` },
  })
  expect(answer.status).toBe(401)
})
