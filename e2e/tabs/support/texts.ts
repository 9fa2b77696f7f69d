import type { Evaluates } from './engine-tab'

declare global {
  interface Window {
    textsSeen?: string[]
  }
}

/** From now on, notes all that can be read on the page, at every change of it. */
export async function noteTexts(page: Evaluates): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const seen: string[] = (window.textsSeen = [document.body.innerText])
    new MutationObserver(() => {
      const text = document.body.innerText
      if (seen.at(-1) !== text) seen.push(text)
    }).observe(document, { childList: true, subtree: true, characterData: true, attributes: true })
  })
  return () => page.evaluate(() => window.textsSeen ?? [])
}

/** Whether `before` was never to be read again once `after` was. */
export function gaveWay(texts: readonly string[], before: string, after: string): boolean {
  const first = texts.findIndex((text) => text.includes(after))
  return first >= 0 && texts.slice(first).every((text) => !text.includes(before))
}
