import type { Locator } from '@playwright/test'
import { signInElsewhere } from './support/elsewhere'
import { createGate } from './support/gate'
import { expect, test } from './support/test'

const gate = createGate()
test.use({ api: { sleep: gate.wait } })
test.beforeEach(gate.letAllGo)

const places = (rows: Locator) =>
  rows.evaluateAll((all) =>
    all.slice(0, 3).map((row) => {
      const { top, height } = row.getBoundingClientRect()
      return { top: Math.round(top), height: Math.round(height) }
    }),
  )

const tops = (all: readonly { readonly top: number }[]) => all.map(({ top }) => top)

const lefts = (row: Locator) =>
  row.evaluate((element) => [...element.children].map((part) => Math.round(part.getBoundingClientRect().left)))

test('what stands in for the users has the rows and the columns of their table', async ({ page, person, server }) => {
  await page.setViewportSize({ width: 1280, height: 740 })
  await person.comesSignedIn()
  server.fail({ path: '/users', kind: 'slow' })
  await person.goesTo('Users')
  const standIns = page.locator('[aria-busy] .divide-y > *')
  await expect(standIns).toHaveCount(8)
  const expected = { rows: await places(standIns), columns: await lefts(standIns.first()) }
  await gate.holds(1)
  gate.open()
  const rows = page.locator('tbody tr')
  await expect(rows).toHaveCount(25)
  expect({ rows: await places(rows), columns: await lefts(rows.first()) }).toEqual(expected)
})

for (const width of [360, 1280]) {
  test(`what stands in for the sessions has the rows of their list, at ${width} px`, async ({
    page,
    person,
    server,
    baseURL,
  }) => {
    await page.setViewportSize({ width, height: 740 })
    await signInElsewhere(baseURL, 'first', 'second')
    await person.comesSignedIn()
    server.fail({ path: '/sessions', kind: 'slow' })
    await person.goesTo('Sessions')
    const standIns = page.locator('[aria-busy] .divide-y > *')
    await expect(standIns).toHaveCount(2)
    const expected = tops(await places(standIns))
    await gate.holds(1)
    gate.open()
    const rows = page.getByRole('listitem').filter({ hasText: 'Last used' })
    await expect(rows).toHaveCount(3)
    expect(tops(await places(rows)).slice(0, 2)).toEqual(expected)
  })
}
