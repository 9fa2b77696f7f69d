import { expect, test } from './support/mock-test'

test.use({ apiPath: '/backend' })
test.describe.configure({ timeout: 60_000 })

test('the mock answers where the API is set to be, and keeps a session there', async ({ page, person, mock }) => {
  await page.goto('/')
  await page.getByRole('button', { name: /^Ada/ }).click()
  await person.seesPage('Hello, Ada')
  await page.reload()
  await person.seesPage('Hello, Ada')
  expect(await mock.refreshes()).toBe(1)
})
