import { refreshes } from '../support/calls'
import { noteHeadings } from '../support/headings'
import { Person } from '../support/person'
import { closeAll, each, expect, test } from './support/test'

const SLOWLY = { path: '/auth/refresh', when: 'after', delayMs: 400 } as const

for (const count of [2, 8]) {
  test(`a new one of ${count} tabs is signed in by its siblings, without any refresh`, async ({
    context,
    tabs,
    server,
  }) => {
    await tabs.openSignedIn(1)
    const asked = server.log.length
    const page = await context.newPage()
    const headings = await noteHeadings(page)
    await page.goto('/users')
    await new Person(page).seesPage('Users')
    expect(await headings()).toEqual(['Users'])
    for (let tab = 2; tab < count; tab++) {
      const [person] = await tabs.open(1)
      await person!.seesPage('Hello, Ada')
    }
    expect(server.log.slice(asked).filter(({ path }) => path.startsWith('/auth/'))).toEqual([])
    expect(refreshes(server.log)).toBe(0)
  })

  test(`${count} tabs that open at once, with no other left, restore the session with one refresh`, async ({
    context,
    tabs,
    server,
  }) => {
    await tabs.openSignedIn(1)
    await closeAll(context)
    server.fail({ ...SLOWLY, times: count })
    const people = await tabs.open(count)
    await each(people, (person) => person.seesPage('Hello, Ada'))
    expect(refreshes(server.log)).toBe(1)
    expect(server.reuseDetected).toBe(0)
  })

  test(`${count} tabs that open at once in a browser that was never here ask once, ever`, async ({ tabs, server }) => {
    server.fail({ ...SLOWLY, times: count })
    const people = await tabs.open(count)
    await each(people, (person) => person.seesPage('Sign in'))
    // Nobody has signed out: there is nothing to tell of.
    for (const { page } of people) await expect(page.getByRole('main').getByRole('status')).toHaveCount(0)
    for (let load = 0; load < 10 / count; load++) {
      await each(people, ({ page }) => page.reload())
      await each(people, (person) => person.seesPage('Sign in'))
    }
    expect(server.counts('POST', '/auth/refresh')).toBeLessThanOrEqual(1)
    expect(server.log.length).toBe(server.counts('POST', '/auth/refresh'))
  })
}

test('who signed out costs no refresh, however often the page is loaded', async ({ tabs, context, server }) => {
  const [first] = await tabs.openSignedIn(2)
  await first!.signOut()
  await expect.poll(() => server.counts('POST', '/auth/logout')).toBe(1)
  await closeAll(context)
  const asked = server.log.length
  for (let load = 0; load < 5; load++) {
    const people = await tabs.open(2)
    await each(people, (person) => person.seesPage('Sign in'))
  }
  expect(server.log).toHaveLength(asked)
})
