import type { Page } from '@playwright/test'
import { expect, test } from './support/test'

/** Of what the Tab key reaches within the header, from the top of the page on. */
async function stops(
  page: Page,
): Promise<readonly { readonly name: string; readonly x: number; readonly y: number }[]> {
  return page.evaluate(() => {
    const all = document.querySelectorAll<HTMLElement>('header :is(a, button)')
    return [...all].map((element) => {
      const { left, top, height } = element.getBoundingClientRect()
      return { name: element.textContent.trim(), x: left, y: top + height / 2 }
    })
  })
}

for (const width of [320, 360, 768, 1280]) {
  test(`the Tab key goes through the header as one reads it, at ${width} px`, async ({ page, person }) => {
    await page.setViewportSize({ width, height: 740 })
    await person.comesSignedIn()
    await person.seesPage('Hello, Ada')
    const found = await stops(page)
    expect(found).toHaveLength(6)
    expect(found).toEqual(found.toSorted((a, b) => a.y - b.y || a.x - b.x))
    const rows = new Set(found.map(({ y }) => y))
    expect(rows.size).toBe(width < 768 ? 2 : 1)
  })

  test(`“Sign in” has its place in the header’s one row, at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 740 })
    await page.goto('/how-it-works')
    const signIn = page.getByRole('banner').getByRole('link', { name: 'Sign in' })
    await expect(signIn).toBeVisible()
    expect(new Set((await stops(page)).map(({ y }) => y)).size).toBe(1)
    const header = (await page.getByRole('banner').boundingBox())!
    const link = (await signIn.boundingBox())!
    expect(link.y + link.height).toBeLessThan(header.y + header.height - 4)
  })
}

test('a window that becomes wide keeps the header’s order by what one sees', async ({ page, person }) => {
  await page.setViewportSize({ width: 360, height: 740 })
  await person.comesSignedIn()
  await person.seesPage('Hello, Ada')
  expect((await stops(page)).at(-1)?.name).toBe('How this works')
  await page.setViewportSize({ width: 1280, height: 740 })
  await expect.poll(async () => (await stops(page)).at(-1)?.name).toBe('Sign out')
})

test('the focus ring of a link does not overhang the header', async ({ page, person }) => {
  await person.comesSignedIn()
  await person.seesPage('Hello, Ada')
  const link = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Users' })
  await page.getByRole('link', { name: 'Home' }).focus()
  await page.keyboard.press('Tab')
  await expect(link).toBeFocused()
  await expect(link).toHaveCSS('outline-width', '2px')
  await expect(link).toHaveCSS('outline-offset', '-2px')
})
