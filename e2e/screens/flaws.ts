import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type { AxeResults, run } from 'axe-core'

declare global {
  interface Window {
    axe: { run: typeof run }
  }
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** A colour in mid-change would be judged for what it is at that moment. */
export function whenStill(page: Page): Promise<unknown> {
  return page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity)
        .map((animation) => animation.finished.catch(() => undefined)),
    ),
  )
}

/** What axe finds on the page as it is, with the place of each. `page.evaluate` is no script of the page: the policy lets it. */
export async function axeFlaws(page: Page, hasHeading = true): Promise<readonly string[]> {
  await whenStill(page)
  await page.evaluate(axe)
  const { violations } = await page.evaluate<AxeResults, boolean>(
    (enabled) => window.axe.run({ rules: { 'page-has-heading-one': { enabled } } }),
    hasHeading,
  )
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' ')}`,
  )
}

/** What stands beyond the right edge of the page, or is cut off. What scrolls in a box of its own, and what only a screen reader finds, may. */
export function overflowing(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth
    const isHidden = (element: Element) => element.closest('.sr-only, [hidden], .overflow-x-auto > *') !== null
    const isVisible = (element: Element) => element.checkVisibility({ visibilityProperty: true }) && !isHidden(element)
    const seen = [...document.body.querySelectorAll('*')].filter(isVisible)
    const beyond = seen.filter((element) => {
      const { left, right, width: own } = element.getBoundingClientRect()
      return own > 0 && (right > width + 1 || left < -1)
    })
    // A label that doesn't fit its button is cut off, or runs over its edge.
    const cut = seen.filter(
      (element) =>
        element.matches('button, a, h1, h2, p, td, dd, dt, label, .badge') &&
        element.scrollWidth > element.clientWidth + 1 &&
        getComputedStyle(element).display !== 'inline',
    )
    const name = (element: Element) =>
      `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}">${(element.textContent ?? '').slice(0, 40)}`
    return [
      ...(document.documentElement.scrollWidth > width
        ? [`the page is ${document.documentElement.scrollWidth} wide`]
        : []),
      ...beyond.map((element) => `beyond the edge: ${name(element)}`),
      ...cut.map((element) => `cut off: ${name(element)}`),
    ]
  })
}
