import { signInElsewhere } from './support/elsewhere'
import { expect, test } from './support/test'

const DAY = 86_400_000

for (const width of [360, 390]) {
  test(`on a phone of ${width} px, a moment stands on one line`, async ({ page, person, baseURL }) => {
    await page.setViewportSize({ width, height: 740 })
    await signInElsewhere(baseURL, 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')
    await page.route('**/api/sessions', async (route) => {
      const answer = await route.fetch()
      const sessions = (await answer.json()) as object[]
      const at = (ago: number) => new Date(Date.now() - ago).toISOString()
      const json = sessions.map((each) => ({ ...each, createdAt: at(6 * DAY), lastUsedAt: at(DAY / 48) }))
      await route.fulfill({ response: answer, json })
    })
    await person.comesSignedIn('/sessions')
    const moments = page.getByRole('listitem').getByRole('time')
    await expect(moments).toHaveCount(4)
    const heights = await moments.evaluateAll((all) => all.map((each) => each.getBoundingClientRect().height))
    for (const height of heights) expect(height).toBeLessThan(30)
  })
}

test('on a phone, ending a session leaves the page where it is, and all rows are equally high', async ({
  page,
  person,
  baseURL,
}) => {
  await page.setViewportSize({ width: 360, height: 700 })
  await signInElsewhere(baseURL, ...Array.from({ length: 3 }, (_, n) => `device-${n}/1.0`))
  await person.comesSignedIn('/sessions')
  const rows = page.getByRole('list', { name: 'Your sessions' }).getByRole('listitem')
  await expect(rows).toHaveCount(4)
  const heights = await rows.evaluateAll((all) => all.map((each) => each.clientHeight))
  expect(new Set(heights).size).toBe(1)

  // The list, which takes the focus, ends below the window.
  await page
    .getByRole('button', { name: /^End session of/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'End session', exact: true }).click()
  await expect(page.getByRole('status', { name: 'Messages' })).toContainText('Ended the session')
  expect(await page.evaluate(() => window.scrollY)).toBe(0)
})

test.describe('a warning', () => {
  test.use({ api: { flow: 'access-token', accessTokenTtl: 600 } })

  test('on a phone has buttons of one width where they stand below one another', async ({ page, person }) => {
    await page.clock.install()
    await page.setViewportSize({ width: 320, height: 740 })
    await person.comesSignedIn()
    await page.clock.fastForward(545_000)
    const boxes = await page
      .getByRole('alertdialog')
      .getByRole('button')
      .evaluateAll((all) => all.map((each) => each.getBoundingClientRect()))
    expect(boxes).toHaveLength(2)
    expect(boxes[0]?.top).not.toBe(boxes[1]?.top)
    expect(boxes[0]?.left).toBe(boxes[1]?.left)
    expect(boxes[0]?.right).toBe(boxes[1]?.right)
  })
})

test('on a phone, two presses in one place end no session unasked', async ({ page, person, baseURL, server }) => {
  await page.setViewportSize({ width: 360, height: 740 })
  await signInElsewhere(baseURL, ...Array.from({ length: 12 }, (_, index) => `device-${index}`))
  await person.comesSignedIn('/sessions')
  const button = page.getByRole('button', { name: /^End session of/ }).nth(8)
  const yes = page.getByRole('button', { name: 'End session', exact: true })
  await button.click()
  const { y } = (await yes.boundingBox())!
  await page.keyboard.press('Escape')
  // The button that asks comes to stand where the one that answers will.
  await button.evaluate((element, top) => scrollBy(0, element.getBoundingClientRect().top - top), y)
  await button.dblclick()
  await expect(page.getByRole('dialog')).toBeVisible()
  expect(server.log.filter(({ method }) => method === 'DELETE')).toEqual([])

  await yes.click()
  await expect.poll(() => server.log.filter(({ method }) => method === 'DELETE')).toHaveLength(1)
})
