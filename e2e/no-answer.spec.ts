import { signInElsewhere } from './support/elsewhere'
import { expect, test } from './support/test'

// Real time: how long a page waits is up to the browser's own clock. All are looked at side by side.
test.setTimeout(60_000)
const SOON = { timeout: 18_000 }

test('a page whose data never comes says so, with all around it there, and goes on once it comes', async ({
  context,
  person,
  server,
}) => {
  await person.comesSignedIn()
  await person.seesPage('Hello, Ada')
  server.fail({ path: /^\/(users|users\/me|sessions)$/, kind: 'hang', times: 3 })

  const open = async (address: string, waiting: string, inVain: string, done: string) => {
    const page = await context.newPage()
    await page.goto(address)
    await expect(page.getByText(waiting)).toBeAttached()
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible()
    await expect(page).toHaveTitle(/ · /)

    await expect(page.getByText(inVain)).toBeVisible(SOON)
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByText(inVain)).toHaveCount(0)
    await expect(page.getByText(done).first()).toBeVisible()
  }
  await Promise.all([
    open('/', 'Hello, Ada', 'What you see may be out of date: the server can’t be reached.', 'Hello, Ada'),
    open('/users', 'Loading users…', 'The server can’t be reached', 'Grace Hopper'),
    open('/sessions', 'Loading sessions…', 'The server can’t be reached', 'This device'),
  ])
})

test('a session that could not be ended for want of an answer is on the list again, and no more is claimed', async ({
  page,
  person,
  server,
  baseURL,
}) => {
  await signInElsewhere(baseURL, 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')
  await person.comesSignedIn('/sessions')
  const row = page.getByRole('listitem').filter({ hasText: 'Firefox on Linux' })
  await expect(row).toBeVisible()
  server.fail({ method: 'DELETE', path: /^\/sessions/, kind: 'hang' })
  await row.getByRole('button').click()
  await page.getByRole('button', { name: 'End session', exact: true }).click()
  await expect(row).toHaveCount(0)
  await expect(page.getByText('Waiting for the server…')).toBeVisible()
  await expect(page.getByText('on this device only')).toHaveCount(0)

  await expect(row).toBeVisible(SOON)
  await expect(page.getByRole('alert')).toContainText('The session of Firefox on Linux may not have been ended')
})
