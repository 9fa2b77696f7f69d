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

test('a double click opens the dialog, and does not answer it', async ({ page, person, baseURL }) => {
  await page.setViewportSize({ width: 360, height: 640 })
  await signInElsewhere(baseURL, ...Array.from({ length: 11 }, (_, n) => `device ${String(n)}`))
  await person.comesSignedIn('/sessions')
  const ends = page.getByRole('button', { name: /^End session of/ })
  await ends.first().click()
  const yes = page.getByRole('dialog').getByRole('button', { name: 'End session' })
  const target = await yes.evaluate((button) => {
    const { x, y, width, height } = button.getBoundingClientRect()
    return { left: x, right: x + width, y: y + height / 2 }
  })
  await page.keyboard.press('Escape')

  // The one that comes to lie where the answer will be.
  const end = ends.nth(5)
  await end.evaluate((button, y) => {
    const { top, height } = button.getBoundingClientRect()
    scrollBy({ top: top + height / 2 - y, behavior: 'instant' })
  }, target.y)
  const box = (await end.boundingBox())!
  const x = box.x + box.width / 2
  expect(x).toBeGreaterThan(target.left)
  expect(x).toBeLessThan(target.right)
  await page.mouse.dblclick(x, target.y, { delay: 30 })
  await expect(page.getByRole('dialog')).toBeVisible()
  await expect(ends).toHaveCount(11)
})
