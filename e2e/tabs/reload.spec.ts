import { setTimeout as after } from 'node:timers/promises'
import { seededRandom } from '../../src/auth/testing'
import { refused } from '../support/calls'
import { gaps, refreshTimes } from './support/arrivals'
import { each, expect, test } from './support/test'

const ANSWERED_AFTER = 400
const SLOWLY = { path: '/auth/refresh', when: 'after', delayMs: ANSWERED_AFTER, times: 100 } as const

/** What a page needs besides, on a machine that is busy. Far below the ten seconds of a wait that no change of the hint ends. */
const SLACK = 3000

/**
 * For each refresh after the first: how much later it came than it could have, the answer to the one before having
 * landed and the page that sent it having begun to load.
 */
function delays(times: readonly number[], loads: readonly number[]): readonly number[] {
  return times.slice(1).map((time, index) => {
    const landed = times[index]! + ANSWERED_AFTER
    const loaded = loads.findLast((load) => load <= time) ?? 0
    return time - Math.max(landed, loaded)
  })
}

test('a reload right after the refresh went out waits for its answer, however long that takes', async ({
  tabs,
  server,
}) => {
  const takes = 2000
  const [tab] = await tabs.openEngines(1)
  server.fail({ ...SLOWLY, delayMs: takes, times: 1 })
  await tab!.renew()
  await expect.poll(() => refreshTimes(server)).toHaveLength(1)
  await tab!.page.reload()
  await tab!.restored()
  expect(await tab!.state()).toMatchObject({ status: 'signed-in', deferred: null })
  expect(server.reuseDetected).toBe(0)
  expect(gaps(refreshTimes(server))[0]).toBeGreaterThanOrEqual(takes)
  expect(gaps(refreshTimes(server))[0]).toBeLessThan(takes + SLACK)
})

test('the same where the app has filled the storage since an earlier refresh', async ({ tabs, server }) => {
  const [tab] = await tabs.openEngines(1)
  await tab!.renewed()
  const start = refreshTimes(server).length
  await tab!.page.evaluate(() => {
    for (let size = 2 ** 20, key = 0; size >= 1; key += 1) {
      try {
        localStorage.setItem(`app ${key}`, 'x'.repeat(size))
      } catch {
        size /= 2
      }
    }
  })
  server.fail({ ...SLOWLY, delayMs: 2000, times: 1 })
  await tab!.renew()
  await expect.poll(() => refreshTimes(server)).toHaveLength(start + 1)
  await tab!.page.reload()
  await tab!.restored()
  expect(await tab!.state()).toMatchObject({ status: 'signed-in', deferred: null })
  expect(server.reuseDetected).toBe(0)
})

test('twenty reloads at random moments of a refresh: still signed in, and nothing presented twice', async ({
  tabs,
  server,
}) => {
  const [person] = await tabs.openSignedIn(1)
  const random = seededRandom(20)
  const loads: number[] = []
  server.fail(SLOWLY)
  for (let load = 0; load < 20; load++) {
    loads.push(Date.now())
    await person!.page.reload({ waitUntil: 'commit' })
    // The moment is what is tested: from before the page has asked to after it was answered.
    await after(random() * 700)
  }
  await person!.seesPage('Hello, Ada')
  expect(server.reuseDetected).toBe(0)
  expect(refused(server.log)).toEqual([])
  const times = refreshTimes(server)
  // Some of the pages were gone before they asked; enough of them were not.
  expect(times.length).toBeGreaterThan(5)
  for (const gap of gaps(times)) expect(gap).toBeGreaterThanOrEqual(ANSWERED_AFTER)
  for (const delay of delays(times, loads)) expect(delay).toBeLessThan(SLACK)
})

test('two tabs that are both reloaded, at random moments: still signed in, and nothing presented twice', async ({
  tabs,
  server,
}) => {
  const people = await tabs.openSignedIn(2)
  const random = seededRandom(2)
  server.fail(SLOWLY)
  for (let load = 0; load < 8; load++) {
    await each(people, async ({ page }) => {
      await page.reload({ waitUntil: 'commit' })
      await after(random() * 700)
    })
  }
  await each(people, (person) => person.seesPage('Hello, Ada'))
  expect(server.reuseDetected).toBe(0)
  expect(refused(server.log)).toEqual([])
  for (const gap of gaps(refreshTimes(server))) expect(gap).toBeGreaterThanOrEqual(ANSWERED_AFTER)
})

test.describe('a contract without a hint', () => {
  test.use({ api: { hint: false } })

  test('reloads at random moments of a refresh: the wait is long enough, and bounded', async ({ tabs, server }) => {
    const [person] = await tabs.openSignedIn(1)
    const random = seededRandom(5)
    const loads: number[] = []
    server.fail(SLOWLY)
    for (let load = 0; load < 6; load++) {
      loads.push(Date.now())
      await person!.page.reload({ waitUntil: 'commit' })
      await after(random() * 1400)
    }
    await person!.seesPage('Hello, Ada')
    expect(server.reuseDetected).toBe(0)
    expect(refused(server.log)).toEqual([])
    const times = refreshTimes(server)
    expect(times.length).toBeGreaterThan(1)
    for (const gap of gaps(times)) expect(gap).toBeGreaterThanOrEqual(ANSWERED_AFTER)
    // Four times the slowest that it knows of, and no less than a second.
    for (const delay of delays(times, loads)) expect(delay).toBeLessThan(4 * ANSWERED_AFTER + SLACK)
  })
})
