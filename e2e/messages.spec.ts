import { signInElsewhere } from './support/elsewhere'
import { expect, test } from './support/test'

test('a message goes by itself, but not while the pointer or the focus is on it', async ({ page, person, baseURL }) => {
  await page.clock.install()
  await signInElsewhere(baseURL, 'first', 'second')
  await person.comesSignedIn('/sessions')
  const messages = page.getByRole('status', { name: 'Messages' })
  const endOne = async () => {
    await page
      .getByRole('button', { name: /^End session of/ })
      .first()
      .click()
    await page.getByRole('button', { name: 'End session', exact: true }).click()
    await expect(messages).toContainText('Ended the session')
  }

  await endOne()
  await messages.hover()
  await page.clock.fastForward(20_000)
  await expect(messages).toContainText('Ended the session')
  await page.mouse.move(0, 0)
  await page.clock.fastForward(6000)
  await expect(messages).toBeEmpty()

  await endOne()
  await page.mouse.move(0, 0)
  await messages.getByRole('button', { name: 'Dismiss' }).focus()
  await page.clock.fastForward(20_000)
  await expect(messages).toContainText('Ended the session')
  await page.keyboard.press('Enter')
  await expect(messages).toBeEmpty()
  await expect(page.getByRole('heading', { level: 1, name: 'Sessions' })).toBeFocused()
})

test.describe('while one reads a page that is open to all', () => {
  test.use({ api: { accessTokenTtl: 4 } })

  test('the end of the session is told in little room, its sign beside the first line', async ({
    page,
    person,
    server,
    console,
  }) => {
    console.allowStatus(401)
    await person.comesSignedIn()
    await person.goesTo('How this works')
    server.fail({ path: '/auth/refresh', status: 401, code: 'refresh_token_reused' })
    const bar = page.getByRole('complementary', { name: 'Session' })
    await expect(bar).toContainText('for safety')
    await page.setViewportSize({ width: 1280, height: 800 })
    expect((await bar.boundingBox())?.width).toBeLessThan(700)

    await page.setViewportSize({ width: 320, height: 640 })
    const text = await bar.getByRole('status').boundingBox()
    const sign = await bar.getByRole('status').locator('svg').boundingBox()
    expect(sign!.y - text!.y).toBeLessThan(8)
  })
})

test('messages that are taller than the window can all be read', async ({ page, person, baseURL, server, console }) => {
  console.allowStatus(503)
  await page.setViewportSize({ width: 320, height: 280 })
  await signInElsewhere(baseURL, 'first', 'second', 'third')
  await person.comesSignedIn('/sessions')
  server.fail({ method: 'DELETE', status: 503, times: 3 })
  for (const name of ['first', 'second', 'third']) {
    await page.getByRole('button', { name: `End session of ${name}` }).press('Enter')
    await page.getByRole('button', { name: 'End session', exact: true }).press('Enter')
    await expect(page.getByRole('alert').filter({ hasText: name })).toBeVisible()
  }
  const alerts = page.getByRole('alert')
  await expect(alerts.last()).toBeInViewport({ ratio: 1 })
  await alerts.last().hover()
  await page.mouse.wheel(0, -2000)
  await expect(alerts.first()).toBeInViewport({ ratio: 1 })
})

test.describe('while the server is away', () => {
  test.use({ api: { accessTokenTtl: 4 } })

  test('what says so covers nothing that the Tab key reaches', async ({ page, person, baseURL, server, console }) => {
    console.allowStatus(503)
    await page.setViewportSize({ width: 640, height: 500 })
    await signInElsewhere(baseURL, 'first', 'second', 'third')
    await person.comesSignedIn('/sessions')
    await expect(page.getByRole('button', { name: 'End session of third' })).toBeVisible()
    server.fail({ path: '/auth/refresh', status: 503, retryAfter: 90, times: 100 })
    const bar = page.getByRole('complementary', { name: 'Connection' })
    await expect(bar).toContainText('still signed in')
    const { y: top } = (await bar.boundingBox())!
    const stops = page.locator('main :is(a, button, summary)')
    const count = await stops.count()
    await page.getByRole('heading', { level: 1 }).focus()
    for (let stop = 0; stop < count; stop += 1) {
      await page.keyboard.press('Tab')
      const focused = (await page.locator(':focus').boundingBox())!
      expect(focused.y, await page.locator(':focus').innerText()).toBeLessThan(top)
    }
  })
})
