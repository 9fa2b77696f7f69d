import { refreshes } from '../support/calls'
import { authCalls } from './support/arrivals'
import { createGate } from '../support/gate'
import { each, expect, test } from './support/test'
import { leftOf, noteTexts } from './support/texts'

const gate = createGate()
test.use({ api: { sleep: gate.wait } })
test.beforeEach(gate.letAllGo)

/** What happens in one tab is to be seen in all of them within a second. */
const soon = { timeout: 1000 }

for (const count of [2, 8]) {
  test(`signing in reaches ${count} tabs, without a refresh`, async ({ tabs, server }) => {
    const [first, ...others] = await tabs.open(count)
    await each([first!, ...others], (person) => person.seesPage('Sign in'))
    const asked = server.counts('POST', '/auth/refresh')
    await first!.signIn()
    await each(others, ({ signOutButton }) => expect(signOutButton).toBeVisible(soon))
    await each(others, (person) => person.seesPage('Hello, Ada'))
    expect(server.counts('POST', '/auth/login')).toBe(1)
    expect(server.counts('POST', '/auth/refresh')).toBe(asked)
  })

  test(`signing out reaches ${count} tabs, and nothing of the session is left to see`, async ({ tabs, server }) => {
    const [first, ...others] = await tabs.openSignedIn(count, '/users?q=grace')
    const start = refreshes(server.log)
    await each(others, ({ page }) => page.getByRole('cell', { name: 'Grace Hopper' }).waitFor())
    const texts = await each(others, ({ page }) => noteTexts(page))
    await first!.signOutButton.click()
    await each(others, ({ page }) => expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible(soon))
    await each(others, (person) => person.seesNotice(/in another tab/))
    for (const seen of await each(texts, (read) => read())) {
      expect(leftOf(/Lovelace|Hopper/, seen, 'You signed out')).toEqual([])
    }
    await expect.poll(() => authCalls(server.log).at(-1)).toBe('logout')
    expect(server.counts('POST', '/auth/logout')).toBe(1)
    expect(refreshes(server.log)).toBe(start)
  })

  test(`a switch of user reaches ${count} tabs: home, with a notice, and no call of one as the other`, async ({
    tabs,
    server,
  }) => {
    const people = await tabs.openSignedIn(count - 1)
    // One alone: a browser that is asked the same thing twice at once waits for the first answer.
    const busy = people.slice(0, 1)
    const switcher = await tabs.openEngine()
    const start = refreshes(server.log)
    const texts = await each(people, ({ page }) => noteTexts(page))
    // Under way when the user changes, and answered after that.
    server.fail({ path: '/users', when: 'after', times: busy.length })
    await each(busy, (person) => person.goesTo('Users'))
    await gate.holds(busy.length)

    await switcher.signIn('grace')
    await each(people, ({ page }) => expect(page.getByRole('heading', { name: 'Hello, Grace' })).toBeVisible(soon))
    await each(people, ({ page }) => expect(page.getByText('You are now signed in as Grace.')).toBeVisible())
    await each(people, (person) => person.isAt('/'))

    gate.open()
    const lists = () => server.log.filter(({ path }) => path === '/users')
    await expect.poll(() => lists().filter(({ status }) => status === null)).toEqual([])
    expect(lists().map(({ tokenSub }) => tokenSub)).toEqual(busy.map(() => 'usr_ada'))
    await each(people, (person) => person.seesPage('Hello, Grace'))
    for (const seen of await each(texts, (read) => read())) {
      expect(leftOf(/Ada|Lovelace|Liskov/, seen, 'Grace')).toEqual([])
    }
    expect(refreshes(server.log)).toBe(start)
    expect(server.counts('POST', '/auth/logout')).toBe(0)
  })
}
