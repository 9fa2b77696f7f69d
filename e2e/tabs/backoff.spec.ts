import { setTimeout as after } from 'node:timers/promises'
import { refreshes } from '../support/calls'
import { refreshTimes } from './support/arrivals'
import type { EngineTab } from './support/engine-tab'
import { each, expect, test } from './support/test'

/** Slow to refuse, as a server in trouble is: all tabs stand in line by then. */
const STORM = { path: '/auth/refresh', status: 503, delayMs: 300, times: 1000 } as const

/** For each attempt that failed, when the next one may follow: wall ms. */
async function retryTimes(engines: readonly EngineTab[]): Promise<readonly number[]> {
  const told = await each(engines, ({ page }) =>
    page.evaluate(() => window.authEvents.filter((event) => event.type === 'deferred')),
  )
  const times: number[] = []
  for (const { attempt, retryAt } of told.flat()) times[attempt - 1] = Math.min(retryAt, times[attempt - 1] ?? Infinity)
  return times
}

test.describe('a storm of 503', () => {
  test.use({ api: { accessTokenTtl: 3 } })

  for (const count of [1, 8]) {
    test(`is met by one backoff of ${count} tabs, and ends no session`, async ({ tabs, server, console }) => {
      console.allowStatus(503)
      const engines = await tabs.openEngines(count)
      const start = refreshes(server.log)
      server.fail(STORM)
      await expect.poll(() => refreshes(server.log), { timeout: 5000 }).toBeGreaterThan(start)
      // Backoff takes time: that is the point of it.
      await after(5000)

      const times = refreshTimes(server).slice(start)
      const retries = await retryTimes(engines)
      for (const [index, time] of times.slice(1).entries()) {
        expect(time, `attempt ${index + 2}`).toBeGreaterThanOrEqual(retries[index]! - 5)
      }
      for (const tab of engines) expect(await tab.state()).toMatchObject({ status: 'signed-in' })

      server.clearFaults()
      // Again where one was out that the storm still answers: then there is another wait.
      await expect.poll(() => engines[0]!.renewed()).toMatchObject({ deferred: null })
      for (const tab of engines) await expect.poll(() => tab.state()).toMatchObject({ deferred: null })
      expect(server.reuseDetected).toBe(0)
    })
  }
})

test('what the server says of when to come back is heard in every tab, and in one that is opened later', async ({
  tabs,
  server,
  console,
}) => {
  console.allowStatus(503)
  const engines = await tabs.openEngines(8)
  const start = refreshes(server.log)
  server.fail({ ...STORM, retryAfter: 60 })
  await each(engines, (tab) => tab.renewed())
  for (const tab of engines) {
    await expect.poll(() => tab.state()).toMatchObject({ status: 'signed-in', deferred: { trouble: 'server' } })
  }
  expect(refreshes(server.log)).toBe(start + 1)
  // The token that is still valid serves all the while.
  await each(engines, (tab) => tab.token())

  const late = await tabs.openEngine()
  await each([late, ...engines], (tab) => tab.renewed())
  expect(refreshes(server.log)).toBe(start + 1)
})
