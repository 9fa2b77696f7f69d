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
