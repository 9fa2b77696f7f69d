import { createGate } from './support/gate'
import { noteHeadings } from './support/headings'
import { expect, test } from './support/test'

/** The restoring refresh is answered when it is let. */
const HELD = { path: '/auth/refresh', delayMs: 1 }
const gate = createGate()
test.use({ api: { sleep: gate.wait } })
test.beforeEach(gate.letAllGo)

test('a restored session shows its page, and never the sign-in form', async ({ page, person, server }) => {
  await person.comesSignedIn()
  const headings = await noteHeadings(page)
  server.fail(HELD)
  await page.goto('/users')
  await expect(page.getByText('One moment…')).toBeVisible()
  await expect(page.getByRole('heading')).toHaveCount(0)
  await gate.holds(1)
  gate.open()
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
  server.fail(HELD)
  await page.goto('/users')
  await expect(page.getByText('One moment…')).toBeVisible()
  await gate.holds(1)
  gate.open()
  await person.seesPage('Sign in')
  expect(await headings()).toEqual(['Sign in'])
  expect(server.counts('GET', '/users')).toBe(0)
})

test('the sign-in page waits too', async ({ page, person, server }) => {
  await person.comesSignedIn()
  const headings = await noteHeadings(page)
  server.fail(HELD)
  await page.goto('/login')
  await expect(page.getByText('One moment…')).toBeVisible()
  await gate.holds(1)
  gate.open()
  await person.seesPage('Hello, Ada')
  expect(await headings()).toEqual(['Hello, Ada'])
})
