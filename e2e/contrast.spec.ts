import type { Locator } from '@playwright/test'
import { expect, test } from './support/test'

/** By WCAG: of the ring that is drawn within an element, to what is on either side of it. */
function ringContrast(option: Locator): Promise<number> {
  return option.evaluate((element) => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!
    const luminance = (colour: string) => {
      canvas.fillStyle = colour
      canvas.fillRect(0, 0, 1, 1)
      const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].map((byte) => {
        const part = byte / 255
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
    }
    const { boxShadow, backgroundColor } = getComputedStyle(element)
    const ring = luminance(/^(.*\)) .* inset$/.exec(boxShadow)?.[1] ?? backgroundColor)
    const around = getComputedStyle(element.parentElement!).backgroundColor
    return Math.min(
      ...[backgroundColor, around].map((colour) => {
        const [dark, light] = [ring, luminance(colour)].toSorted((a, b) => a - b)
        return (light! + 0.05) / (dark! + 0.05)
      }),
    )
  })
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`which theme is chosen can be seen, in ${colorScheme}`, async ({ page, person }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.goto('/how-it-works')
    await person.seesPage('How this works')
    expect(await ringContrast(page.locator('label', { hasText: 'System' }))).toBeGreaterThan(3)
  })
}
