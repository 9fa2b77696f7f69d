import { expect, test } from './support/test'

test('where the system’s colours are forced, what stands in for data and what is marked keep a shape', async ({
  page,
  person,
  server,
}) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await person.comesSignedIn('/sessions')
  await expect(page.getByText('This device', { exact: true })).toHaveCSS('outline-style', 'solid')
  server.fail({ path: '/users', kind: 'hang' })
  await person.goesTo('Users')
  const standIns = page.locator('[aria-busy] .shimmer')
  await expect(standIns.first()).toBeVisible()
  await expect(standIns.first()).toHaveCSS('outline-style', 'solid')
})
