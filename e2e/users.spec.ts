import type { Page } from '@playwright/test'
import { expect, test } from './support/test'

/** The left edges of the columns, as the rows have them. */
const columns = (page: Page) =>
  page
    .getByRole('row')
    .last()
    .getByRole('cell')
    .evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().left))

for (const width of [320, 1280]) {
  test(`the columns of the users’ table stay where they are while one searches, at ${width} px`, async ({
    page,
    person,
  }) => {
    await page.setViewportSize({ width, height: 740 })
    await person.comesSignedIn('/users')
    await expect(page.getByRole('row')).toHaveCount(26)
    const before = await columns(page)
    for (const query of ['ada', 'evelyn', 'admin']) {
      await page.getByRole('searchbox').fill(query)
      await person.isAt(`/users?q=${query}`)
      expect(await columns(page), query).toEqual(before)
    }
  })
}

test('no name is broken in two on a narrow phone, where each word has room', async ({ page, person }) => {
  await page.setViewportSize({ width: 320, height: 740 })
  await person.comesSignedIn('/users')
  await expect(page.getByRole('cell', { name: 'Shafi Goldwasser' })).toBeVisible()
  const broken = await page.getByRole('cell').evaluateAll((cells) =>
    cells.flatMap((cell) => {
      const text = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT).nextNode()!
      return [...text.textContent!.matchAll(/\S+/g)].flatMap(({ 0: word, index }) => {
        const range = document.createRange()
        range.setStart(text, index)
        range.setEnd(text, index + word.length)
        return new Set([...range.getClientRects()].map(({ top }) => top)).size > 1 ? [word] : []
      })
    }),
  )
  expect(broken).toEqual([])
})

test.describe('a role that a renewal takes away and gives back', () => {
  test.use({ api: { accessTokenTtl: 3 } })

  test('closes the page, and opens it again', async ({ page, person }) => {
    let role = 'admin'
    await page.route('**/api/auth/refresh', async (route) => {
      const answer = await route.fetch()
      const granted = (await answer.json()) as { user: object }
      await route.fulfill({ response: answer, json: { ...granted, user: { ...granted.user, role } } })
    })
    await person.comesSignedIn('/users')
    await expect(page.getByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
    role = 'user'
    await person.seesPage('You don’t have permission to see this page')
    role = 'admin'
    await person.seesPage('Users')
    await expect(page.getByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
  })
})
