import { expect, test } from './support/test'

const LATE = 'This page takes long to load. The connection may be slow or broken.'

test('a page whose script does not come says so after some seconds, and to a screen reader no earlier', async ({
  page,
  console,
}) => {
  console.allowFailedRequests()
  await page.route('**/assets/index-*.js', (route) => route.abort())
  await page.goto('/users')
  const text = page.getByText(LATE)
  await expect(text).toBeAttached()
  await expect(text).toBeHidden()
  await expect(page.getByRole('link', { name: 'Reload the page' })).toHaveCount(0)

  await page.evaluate(() => document.getAnimations().forEach((animation) => animation.finish()))
  await expect(text).toBeVisible()
  await page.unrouteAll()
  await page.getByRole('link', { name: 'Reload the page' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible()
  await expect(text).toHaveCount(0)
})

test('a page that is there takes the place of what was to be said', async ({ page, person }) => {
  await page.goto('/how-it-works')
  await person.seesPage('How this works')
  await expect(page.getByText(LATE)).toHaveCount(0)
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('the page says what it needs, in its own looks', async ({ page }) => {
    await page.goto('/')
    // Playwright's own selectors skip what is in a <noscript>.
    const text = page.locator('.no-script')
    await expect(text).toBeVisible()
    await expect(text).toHaveCSS('max-width', '448px')
    await expect(page.locator('.not-here-yet')).toBeHidden()
  })
})
