import { expect, test } from './support/test'
import { noteHeadings } from './support/headings'

const SLOWLY = { path: '/auth/refresh', delayMs: 1500 }

test('a restored session shows its page, and never the sign-in form', async ({ page, person, server }) => {
  await person.comesSignedIn()
  const headings = await noteHeadings(page)
  server.fail(SLOWLY)
  await page.goto('/users')
  await expect(page.getByText('One moment…')).toBeVisible()
  await expect(page.getByRole('heading')).toHaveCount(0)
  expect(server.log.at(-1)).toMatchObject({ path: '/auth/refresh', status: null })

  await person.seesPage('Users')
  expect(await headings()).toEqual(['Users'])
})

test('a session that can’t be restored shows the sign-in form, and never its page', async ({
  page,
  person,
  server,
  console,
}) => {
  console.allowStatus(401)
  await person.comesSignedIn()
  await person.seesPage('Hello, Ada')
  await server.revokeSessions()
  const headings = await noteHeadings(page)
  server.fail(SLOWLY)
  await page.goto('/users')
  await expect(page.getByText('One moment…')).toBeVisible()

  await person.seesPage('Sign in')
  expect(await headings()).toEqual(['Sign in'])
  expect(server.counts('GET', '/users')).toBe(0)
})

test('the sign-in page waits too', async ({ page, person, server }) => {
  await person.comesSignedIn()
  const headings = await noteHeadings(page)
  server.fail(SLOWLY)
  await page.goto('/login')
  await expect(page.getByText('One moment…')).toBeVisible()
  await person.seesPage('Hello, Ada')
  expect(await headings()).toEqual(['Hello, Ada'])
})
