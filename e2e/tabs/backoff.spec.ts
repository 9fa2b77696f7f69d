import { setTimeout as after } from 'node:timers/promises'
import { refreshes } from '../support/calls'
import { gaps, refreshTimes } from './support/arrivals'
import { each, expect, test } from './support/test'

const STORM = { path: '/auth/refresh', status: 503, times: 1000 } as const

/** How many refreshes a storm of `ms` costs, which begins with all tabs asking at once. */
test.describe('a storm of 503', () => {
  test.use({ api: { accessTokenTtl: 3 } })

  for (const count of [1, 2, 8]) {
    test(`is met by one backoff of ${count} tabs, and ends no session`, async ({ tabs, server, console }) => {
      console.allowStatus(503)
      const people = await tabs.openSignedIn(count)
      const start = refreshes(server.log)
      // Slow to refuse, as a server in trouble is: all tabs stand in line by then.
      server.fail({ ...STORM, delayMs: 300 })
      await expect.poll(() => refreshes(server.log), { timeout: 5000 }).toBeGreaterThan(start)
      // Backoff takes time: that is the point of it.
      await after(5000)
      server.clearFaults()

      const times = refreshTimes(server).slice(start)
      // Attempts of one tab are a second apart, at least: so are those of all.
      expect(times.length).toBeLessThanOrEqual(6)
      for (const gap of gaps(times)) expect(gap).toBeGreaterThan(950)
      await each(people, (person) => expect(person.signOutButton).toBeVisible())
      expect(server.reuseDetected).toBe(0)
    })
  }
})

test('what the server says of when to come back is heard in every tab', async ({ tabs, server, console }) => {
  console.allowStatus(503)
  const engines = await tabs.openEngines(8)
  const start = refreshes(server.log)
  server.fail({ ...STORM, retryAfter: 60, delayMs: 300 })
  await each(engines, (tab) => tab.renew())
  await expect.poll(() => refreshes(server.log)).toBe(start + 1)
  for (const tab of engines) {
    await expect.poll(() => tab.state()).toMatchObject({ status: 'signed-in', deferred: { trouble: 'server' } })
  }
  await each(engines, (tab) => tab.renewed())
  // The token that is still valid serves all the while.
  await each(engines, (tab) => tab.token())
  // One that is opened now knows of it too.
  const late = await tabs.openEngine()
  await late.renewed()
  expect(await late.state()).toMatchObject({ status: 'signed-in' })
  expect(refreshes(server.log)).toBe(start + 1)
})
