import { fadedIn } from './support/animations'
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

test('for who wants less motion, the line that tells of a page on its way stands still', async ({ page, person }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await person.comesSignedIn()
  await page.route('**/assets/users-page-*.js', () => undefined)
  await person.goesTo('Users')
  const line = page.locator('.progress')
  await expect(line).toBeAttached()
  await fadedIn(line)
  const width = () => line.evaluate((element) => element.getBoundingClientRect().width)
  const atFirst = await width()
  await line.evaluate((element) => {
    for (const animation of element.getAnimations()) animation.currentTime = 4000
  })
  expect(await width()).toBe(atFirst)
})
