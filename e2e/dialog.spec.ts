import { signInElsewhere } from './support/elsewhere'
import { expect, test } from './support/test'

// Playwright hides scroll bars, and Chromium keeps a place for them all the same.
test.use({
  launchOptions: async ({ launchOptions }, use) => use({ ...launchOptions, ignoreDefaultArgs: ['--hide-scrollbars'] }),
})

test('the page behind a dialog does not scroll, nor move sideways', async ({ page, person, baseURL }) => {
  await page.setViewportSize({ width: 1280, height: 400 })
  await signInElsewhere(baseURL, 'first', 'second', 'third')
  await person.comesSignedIn('/sessions')
  const scrolled = () => page.evaluate(() => scrollY)
  const left = () => page.getByRole('heading', { level: 1 }).evaluate((h1) => h1.getBoundingClientRect().left)
  await expect(page.getByText('This device')).toBeVisible()
  expect(await page.evaluate(() => innerWidth - document.documentElement.clientWidth)).toBeGreaterThan(0)
  const atFirst = await left()
  await page
    .getByRole('button', { name: /^End session of/ })
    .first()
    .click()
  await expect(page.getByRole('dialog')).toBeVisible()
  const before = await scrolled()
  const inputs = await page.evaluateHandle(() => {
    const heard = (type: string) =>
      new Promise((resolve) => addEventListener(type, resolve, { once: true, capture: true }))
    return { both: Promise.all([heard('wheel'), heard('keydown')]) }
  })
  await page.mouse.move(100, 200)
  await page.mouse.wheel(0, 300)
  await page.keyboard.press('PageDown')
  await inputs.evaluate(async ({ both }) => {
    await both
    // What an input scrolls has begun to move two frames later.
    for (let frames = 0; frames < 2; frames += 1) await new Promise(requestAnimationFrame)
  })
  expect(await scrolled()).toBe(before)

  expect(await left()).toBe(atFirst)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.mouse.wheel(0, 300)
  await expect.poll(scrolled).toBeGreaterThan(before)
})
