import { axeFlaws, overflowing } from './screens/flaws'
import { states } from './screens/states'
import { expect, test } from './support/test'

const SCHEMES = ['light', 'dark'] as const

/** As CSS sees it: a phone, also with larger text, 200 % zoom in a small window, and a large window whose text alone is twice as large. */
const SIZES = [
  { name: 'a window of 320 px', width: 320, height: 640, text: 100 },
  { name: 'text of 200 % on a phone', width: 360, height: 640, text: 200 },
  { name: '200 % zoom at 1280 px', width: 640, height: 400, text: 100 },
  { name: 'text of 200 % at 1280 px', width: 1280, height: 800, text: 200 },
] as const

for (const { name, api = {}, open, hasNoHeading = false } of states) {
  test.describe(name, () => {
    test.use({ api })

    test(`${name}: nothing that axe finds, in light and dark; nothing cut off when it is narrow or large`, async ({
      page,
      context,
      person,
      server,
      console,
      baseURL,
    }) => {
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
      await open({ page, context, person, server, console, baseURL })
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        expect(await axeFlaws(page, !hasNoHeading), colorScheme).toEqual([])
      }
      for (const { name, width, height, text } of SIZES) {
        await page.setViewportSize({ width, height })
        await page.evaluate((percent) => document.documentElement.style.setProperty('font-size', `${percent}%`), text)
        expect(await overflowing(page), name).toEqual([])
      }
    })
  })
}
