import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/test'
import { whenStill } from './flaws'
import { states } from './states'

/**
 * Whether the key screens look as they did. When they are meant to look different:
 * `npx playwright test e2e/screens/looks.spec.ts --update-snapshots`, and look at what it wrote.
 */
const KEY_SCREENS: readonly string[] = ['sign-in', 'home', 'users', 'how-it-works']
const SCHEMES = ['light', 'dark'] as const
const WIDTHS = [360, 1280] as const

// Which fonts a machine has decides where lines break. So the tests bring one: what is left to differ is how Chromium's
// version and the machine smooth its edges.
const font = readFileSync(
  fileURLToPath(import.meta.resolve('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2')),
).toString('base64')

/** The tests' own font, and every time the same. Through the API of style sheets and fonts, which the policy lets. */
function pinDown(page: Page): Promise<void> {
  return page.evaluate(async (font) => {
    const bytes = Uint8Array.from(atob(font), (char) => char.charCodeAt(0))
    document.fonts.add(await new FontFace('Pinned', bytes, { weight: '100 900' }).load())
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(`
      :root, :root * { font-family: Pinned !important }
      time, time * { font-size: 0 !important }
      time::after { content: '5 minutes ago · 12:00'; font-size: 0.875rem }
    `)
    document.adoptedStyleSheets.push(sheet)
  }, font)
}

for (const { name, api = {}, open } of states.filter(({ name }) => KEY_SCREENS.includes(name))) {
  test.describe(name, () => {
    test.use({ api })

    test(`${name} looks as it did`, async ({ page, context, person, server, console, baseURL }) => {
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
      await open({ page, context, person, server, console, baseURL })
      await pinDown(page)
      for (const colorScheme of SCHEMES) {
        for (const width of WIDTHS) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
          await page.setViewportSize({ width, height: 1000 })
          await whenStill(page)
          await expect.soft(page).toHaveScreenshot(`${name}-${colorScheme}-${width}.png`)
        }
      }
    })
  })
}
