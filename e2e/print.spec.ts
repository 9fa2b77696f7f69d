import type { Page } from '@playwright/test'
import { signInElsewhere } from './support/elsewhere'
import { expect, test } from './support/test'

const INK_ON_LIGHT = 'rgb(23, 24, 28)'

async function printed(page: Page): Promise<void> {
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  // What a screen alone has.
  await expect(page.getByRole('banner')).toBeHidden()
  await expect(page.getByRole('contentinfo')).toBeHidden()
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeHidden()
  await expect(page.getByRole('heading', { level: 1 })).toHaveCSS('color', INK_ON_LIGHT)
}

test('who chose Dark prints dark on light, without what a screen alone has', async ({ page, person }) => {
  await person.comesSignedIn('/users')
  await expect(page.getByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
  await page.getByRole('radio', { name: 'Dark' }).check({ force: true })
  await printed(page)
  await expect(page.getByRole('searchbox')).toBeHidden()
  await expect(page.getByRole('columnheader', { name: 'Username' })).toBeVisible()
  await expect(page.getByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
})

test('the list of sessions is printed without its buttons, and without a message or a question above it', async ({
  page,
  person,
  baseURL,
}) => {
  await signInElsewhere(baseURL, 'first', 'second')
  await person.comesSignedIn('/sessions')
  const end = page.getByRole('button', { name: /^End session of/ })
  await end.first().click()
  await page.getByRole('button', { name: 'End session', exact: true }).click()
  await expect(page.getByRole('status', { name: 'Messages' })).toContainText('Ended')
  await end.click()
  await printed(page)
  await expect(end).toBeHidden()
  await expect(page.getByRole('button', { name: 'Sign out everywhere else' })).toBeHidden()
  await expect(page.getByText('Ended the session')).toBeHidden()
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(page.getByRole('listitem').filter({ hasText: 'This device' })).toBeVisible()
})
