import { refreshes } from '../support/calls'
import { authCalls } from './support/arrivals'
import { closeAll, each, expect, test } from './support/test'

const soon = { timeout: 1000 }
const ANSWERED_AFTER = 800

for (const logoutEnds of ['session', 'presented-token'] as const) {
  test.describe(`a server whose logout ends the ${logoutEnds}`, () => {
    test.use({ api: { logoutEnds } })

    test('is told after the refresh that was out, by the cookie that this brought', async ({
      tabs,
      context,
      server,
      baseURL,
    }) => {
      const people = await tabs.openSignedIn(2)
      const refresher = await tabs.openEngine()
      const start = refreshes(server.log)
      server.fail({ path: '/auth/refresh', when: 'after', delayMs: ANSWERED_AFTER })
      await refresher.renew()
      await expect.poll(() => refreshes(server.log)).toBe(start + 1)

      await people[0]!.signOutButton.click()
      await each(people, ({ page }) => expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible(soon))
      expect((await refresher.state()).status).toBe('signed-out')

      await expect.poll(() => server.counts('POST', '/auth/logout')).toBe(1)
      await expect.poll(() => context.cookies()).toEqual([])
      const [refresh, logout] = server.log.filter(({ path }) => path.startsWith('/auth/')).slice(-2)
      expect([refresh?.path, logout?.path]).toEqual(['/auth/refresh', '/auth/logout'])
      expect(logout!.at - refresh!.at).toBeGreaterThanOrEqual(ANSWERED_AFTER)

      await each(people, ({ page }) => page.reload())
      await each(people, (person) => person.seesPage('Sign in'))
      expect(refreshes(server.log)).toBe(start + 1)
      expect(await liveSessions(baseURL)).toBe(0)
    })
  })
}

/** Sessions that ada has, beside the one that this asks with. */
async function liveSessions(baseURL: string): Promise<number> {
  const body = JSON.stringify({ username: 'ada', password: 'correct-horse' })
  const login = await fetch(`${baseURL}/api/auth/login`, { method: 'POST', body })
  const { accessToken } = (await login.json()) as { accessToken: string }
  const answer = await fetch(`${baseURL}/api/sessions`, { headers: { authorization: `Bearer ${accessToken}` } })
  return ((await answer.json()) as unknown[]).length - 1
}

test('with the network away: every tab is signed out at once, and the server is told when it is back', async ({
  tabs,
  context,
  server,
  console,
}) => {
  console.allowFailedRequests()
  const people = await tabs.openSignedIn(3)
  await context.setOffline(true)
  await people[0]!.signOutButton.click()
  await each(people, ({ page }) => expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible(soon))
  expect(server.counts('POST', '/auth/logout')).toBe(0)
  expect(await context.cookies()).not.toEqual([])
  // What is remembered of it holds no secret.
  const notes = await people[0]!.page.evaluate(() => JSON.stringify(Object.entries(localStorage)))
  for (const { value } of await context.cookies()) if (value.length > 20) expect(notes).not.toContain(value)
  expect(notes).not.toContain('eyJ')

  await context.setOffline(false)
  await expect.poll(() => context.cookies()).toEqual([])
  const asked = refreshes(server.log)
  await each(people, ({ page }) => page.reload())
  await each(people, (person) => person.seesPage('Sign in'))
  expect(refreshes(server.log)).toBe(asked)
  expect(server.counts('POST', '/auth/logout')).toBeGreaterThanOrEqual(1)
})

/**
 * Whether no logout is on the wire, and the last one is known to have failed. A page that is left within a tenth of a second after
 * that may as well have been left with it on the wire (decision 12).
 */
function isSettled(): boolean {
  return localStorage.getItem('auth:flight')?.trim() === ''
}

test('with the API away: no load brings the session back, and the server is told before anything else', async ({
  tabs,
  context,
  server,
  baseURL,
  console,
}) => {
  console.allowFailedRequests()
  const people = await tabs.openSignedIn(2)
  const asked = refreshes(server.log)
  const comeBack = server.fail({ path: /^\/auth\//, kind: 'reset', times: 1000 })
  await people[0]!.signOutButton.click()
  await each(people, ({ page }) => expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible(soon))
  await expect.poll(() => server.counts('POST', '/auth/logout')).toBeGreaterThan(0)
  await expect.poll(() => people[0]!.page.evaluate(isSettled)).toBe(true)

  for (let load = 0; load < 3; load++) {
    const before = server.counts('POST', '/auth/logout')
    await each(people, ({ page }) => page.reload())
    await each(people, (person) => person.seesPage('Sign in'))
    // One has tried in vain, for both: what a page that dies leaves on the wire, the next one would wait for.
    await expect.poll(() => server.counts('POST', '/auth/logout')).toBeGreaterThan(before)
    await each(people, ({ page }) => expect.poll(() => page.evaluate(isSettled)).toBe(true))
  }
  await closeAll(context)
  const [later] = await tabs.open(1)
  await later!.seesPage('Sign in')
  expect(refreshes(server.log)).toBe(asked)

  comeBack()
  await later!.signIn('grace')
  expect(await liveSessions(baseURL)).toBe(0)
  const told = authCalls(server.log.filter(({ status }) => status !== null)).filter((call) => call !== 'refresh')
  expect(told.slice(0, 3)).toEqual(['login', 'logout', 'login'])
  expect(refreshes(server.log)).toBe(asked)
  await later!.page.reload()
  await later!.seesPage('Hello, Grace')
})

test('a browser that was closed before the server could be told tells it at the next load, and restores nothing', async ({
  tabs,
  context,
  server,
  console,
}) => {
  console.allowFailedRequests()
  const [person] = await tabs.openSignedIn(1)
  await context.setOffline(true)
  await person!.signOut()
  await expect.poll(() => person!.page.evaluate(isSettled)).toBe(true)
  await closeAll(context)
  await context.setOffline(false)
  const asked = server.log.length
  const [later] = await tabs.open(1)
  await later!.seesPage('Sign in')
  await expect.poll(() => authCalls(server.log.slice(asked))).toEqual(['logout'])
  await expect.poll(() => context.cookies()).toEqual([])
  await later!.page.reload()
  await later!.seesPage('Sign in')
  expect(authCalls(server.log.slice(asked))).toEqual(['logout'])
})
