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

/** What could be read of `before` once `after` could be: nothing, if the one was gone before the other came. */
export function leftOf(before: RegExp, texts: readonly string[], after: string): readonly string[] {
  const first = texts.findIndex((text) => text.includes(after))
  if (first < 0) return [`“${after}” was never to be read.`]
  return texts.slice(first).filter((text) => before.test(text))
}
