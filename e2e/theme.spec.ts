import type { Page } from '@playwright/test'
import { expect, test } from './support/test'

const background = (page: Page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)

/** What the browser draws around the page in: of each `<meta>` whose media fit. */
const browserColours = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')]
      .filter(({ media }) => matchMedia(media).matches)
      .map(({ content }) => content),
  )

test('a theme that is chosen holds in every open tab, and for what the browser draws around the page', async ({
  page,
  context,
}) => {
  const other = await context.newPage()
  const tabs = [page, other]
  for (const tab of tabs) {
    await tab.emulateMedia({ colorScheme: 'light' })
    await tab.goto('/how-it-works')
    expect(await browserColours(tab)).toEqual(['#f8f8fa'])
  }
  const light = await background(page)

  await page.getByRole('radio', { name: 'Dark' }).check({ force: true })
  for (const tab of tabs) {
    await expect(tab.getByRole('radio', { name: 'Dark' })).toBeChecked()
    await expect.poll(() => background(tab)).not.toBe(light)
    expect(await browserColours(tab)).toEqual(['#0e0f13'])
  }
  await page.reload()
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked()
  await expect.poll(() => browserColours(page)).toEqual(['#0e0f13'])

  await other.getByRole('radio', { name: 'System' }).check({ force: true })
  for (const tab of tabs) {
    await expect(tab.getByRole('radio', { name: 'System' })).toBeChecked()
    await expect.poll(() => background(tab)).toBe(light)
    expect(await browserColours(tab)).toEqual(['#f8f8fa'])
  }
})
