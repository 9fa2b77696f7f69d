import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { test } from '../support/test'
import { whenStill } from './flaws'
import { states } from './states'

/** Pictures of every screen and state, to be looked at: `npm run screens`. Not part of `npm test`. */
const OUT = 'reports/screens'
const README = 'docs/screens'

const SCHEMES = ['light', 'dark'] as const
const SIZES = [
  { width: 360, height: 740 },
  { width: 768, height: 1024 },
  { width: 1280, height: 800 },
] as const

/** Those that the README shows. */
const SHOWN: readonly string[] = [
  'sign-in-wrong-password-light-360',
  'ended-for-safety-dark-360',
  'home-light-1280',
  'users-found-dark-1280',
  'sessions-end-one-light-1280',
  'how-it-works-dark-1280',
]

/** Playwright hides scroll bars: no place is to be kept for them either, as it is behind a dialog. */
function withoutScrollBar(page: Page): Promise<void> {
  return page.evaluate(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(':root { scrollbar-gutter: auto !important }')
    document.adoptedStyleSheets.push(sheet)
  })
}

for (const { name, api = {}, open } of states) {
  test.describe(name, () => {
    test.use({ api })

    test(name, async ({ page, context, person, server, console, baseURL }) => {
      test.setTimeout(60_000)
      mkdirSync(README, { recursive: true })
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
      await open({ page, context, person, server, console, baseURL })
      await withoutScrollBar(page)
      for (const colorScheme of SCHEMES) {
        for (const size of SIZES) {
          const picture = `${name}-${colorScheme}-${size.width}`
          const path = join(OUT, `${picture}.png`)
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
          await page.setViewportSize(size)
          await whenStill(page)
          await page.screenshot({ path, fullPage: !SHOWN.includes(picture) })
          if (SHOWN.includes(picture)) cpSync(path, join(README, `${picture}.png`))
        }
      }
    })
  })
}
