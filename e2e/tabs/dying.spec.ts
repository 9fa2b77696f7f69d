import { setTimeout as after } from 'node:timers/promises'
import { EngineTab } from './support/engine-tab'
import type { HiddenTab } from './support/hidden-tabs'
import { createGate } from '../support/gate'
import { gaps, refreshTimes } from './support/arrivals'
import { each, expect, test } from './support/test'

/** The server rotates at once and answers when it is let: what is presented again meanwhile ends the session. */
const HELD = { path: '/auth/refresh', when: 'after' } as const
const gate = createGate()
test.use({ api: { sleep: gate.wait } })
test.beforeEach(gate.letAllGo)

const soon = { timeout: 3000 }

const DEATHS: Readonly<Record<string, (tab: EngineTab) => Promise<unknown>>> = {
  'is closed': ({ page }) => page.close(),
  async crashes({ page }) {
    const devtools = await page.context().newCDPSession(page)
    const crashed = page.waitForEvent('crash')
    // Never answered: who would?
    devtools.send('Page.crash').catch(() => undefined)
    await crashed
  },
  'goes elsewhere': ({ page }) => page.goto('about:blank'),
}

for (const [dies, kill] of Object.entries(DEATHS)) {
  for (const count of [2, 8]) {
    test(`the refreshing one of ${count} tabs ${dies}: one sibling takes over, when the answer has landed`, async ({
      tabs,
      server,
    }) => {
      const [refresher, ...others] = await tabs.openEngines(count)
      const before = await others[0]!.token()
      const start = refreshTimes(server).length
      server.fail(HELD)
      await refresher!.renew()
      await gate.holds(1)
      await each(others, (tab) => tab.renew())
      await kill(refresher!)
      const jarIsTaken = () => others[0]!.page.evaluate(async () => (await navigator.locks.query()).held?.length ?? 0)
      await expect.poll(jarIsTaken).toBeGreaterThan(0)

      // All the while, the token that is still valid is there to be read.
      for (const { jti, took } of await each(others, (tab) => tab.token())) {
        expect(jti).toBe(before.jti)
        expect(took).toBeLessThan(100)
      }
      // Time enough for a sibling that would not wait.
      await after(700)
      expect(refreshTimes(server)).toHaveLength(start + 1)
      gate.open()
      await each(others, (tab) => expect.poll(async () => (await tab.token()).jti, soon).not.toBe(before.jti))
      const tokens = await each(others, (tab) => tab.token())
      expect(new Set(tokens.map(({ jti }) => jti)).size).toBe(1)
      expect(refreshTimes(server)).toHaveLength(start + 2)
      expect(server.reuseDetected).toBe(0)
    })
  }
}

const IMPATIENT = { refreshTimeout: '1000' }

for (const count of [2, 8]) {
  test(`the refreshing one of ${count} tabs is frozen: one sibling takes over in bounded time`, async ({
    hiddenTabs,
    server,
    baseURL,
  }) => {
    const open = async () =>
      new EngineTab(await hiddenTabs.open(baseURL + EngineTab.address({ refreshTimeout: '2500' })))
    const refresher = await open()
    await expect.poll(() => refresher.page.evaluate(() => typeof window.restored)).toBe('object')
    await refresher.restored()
    await refresher.signIn()
    const others: EngineTab<HiddenTab>[] = []
    for (let tab = 1; tab < count; tab++) {
      const other = await open()
      await expect.poll(() => other.page.evaluate(() => typeof window.restored)).toBe('object')
      await other.restored()
      others.push(other)
    }
    const before = await others[0]!.token()
    const start = refreshTimes(server).length
    server.fail(HELD)
    await refresher.renew()
    await gate.holds(1)
    await refresher.page.freeze()
    gate.open()
    await each(others, (tab) => tab.renew())
    for (const { jti, took } of await each(others, (tab) => tab.token())) {
      expect(jti).toBe(before.jti)
      expect(took).toBeLessThan(100)
    }

    await expect.poll(() => refreshTimes(server), { timeout: 14_000 }).toHaveLength(start + 2)
    await each(others, (tab) => expect.poll(async () => (await tab.token()).jti).not.toBe(before.jti))
    // Twice the time that the refresh may take, and two seconds to get around to it, on a machine that is busy.
    expect(gaps(refreshTimes(server)).at(-1)).toBeLessThan(12_000)

    await refresher.page.thaw()
    await expect.poll(async () => (await refresher.token()).jti).toBe((await others[0]!.token()).jti)
    expect(refreshTimes(server)).toHaveLength(start + 2)
    // The jar is everybody's again.
    expect(await refresher.renewed()).toMatchObject({ status: 'signed-in', deferred: null })
    expect(server.reuseDetected).toBe(0)
  })

  test(`the request of the refreshing one of ${count} tabs hangs: the next one is sent in bounded time`, async ({
    tabs,
    server,
  }) => {
    const engines = await tabs.openEngines(count, IMPATIENT)
    const before = await engines[0]!.token()
    const start = refreshTimes(server).length
    server.fail({ path: '/auth/refresh', kind: 'hang' })
    await engines[0]!.renew()
    await expect.poll(() => refreshTimes(server)).toHaveLength(start + 1)
    await each(engines, (tab) => tab.renew())
    for (const { jti, took } of await each(engines, (tab) => tab.token())) {
      expect(jti).toBe(before.jti)
      expect(took).toBeLessThan(100)
    }
    await expect.poll(() => refreshTimes(server), { timeout: 12_000 }).toHaveLength(start + 2)
    await each(engines, (tab) => expect.poll(async () => (await tab.token()).jti).not.toBe(before.jti))
    // Six timeouts, for it may yet be on its way.
    expect(gaps(refreshTimes(server)).at(-1)).toBeGreaterThanOrEqual(5900)
    expect(gaps(refreshTimes(server)).at(-1)).toBeLessThan(9000)
    expect(refreshTimes(server)).toHaveLength(start + 2)
    expect(server.reuseDetected).toBe(0)
  })
}
