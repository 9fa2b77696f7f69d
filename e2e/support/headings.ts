import type { Page } from '@playwright/test'

declare global {
  interface Window {
    headingsSeen?: string[]
  }
}

/** From the next load on, notes every heading that stands on the page, however shortly. */
export async function noteHeadings(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.addInitScript(() => {
    const seen: string[] = (window.headingsSeen = [])
    new MutationObserver(() => {
      const text = document.querySelector('h1')?.textContent
      if (text && seen.at(-1) !== text) seen.push(text)
    }).observe(document, { childList: true, subtree: true, characterData: true })
  })
  return () => page.evaluate(() => window.headingsSeen ?? [])
}
