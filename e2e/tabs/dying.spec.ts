import { EngineTab } from './support/engine-tab'
import type { HiddenTab } from './support/hidden-tabs'
import { gaps, refreshTimes } from './support/arrivals'
import { each, expect, test } from './support/test'

/** The server rotates at once and answers late: what is presented again meanwhile ends the session. */
const ANSWERED_AFTER = 500
const SLOWLY = { path: '/auth/refresh', when: 'after', delayMs: ANSWERED_AFTER } as const

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
      server.fail(SLOWLY)
      await refresher!.renew()
      await expect.poll(() => refreshTimes(server)).toHaveLength(1)
      await each(others, (tab) => tab.renew())
      await kill(refresher!)

      // All the while, the token that is still valid is there to be read.
      for (const { jti, took } of await each(others, (tab) => tab.token())) {
        if (refreshTimes(server).length === 1) expect(jti).toBe(before.jti)
        expect(took).toBeLessThan(100)
      }
      await expect.poll(() => refreshTimes(server), { timeout: 3000 }).toHaveLength(2)
      const [gap] = gaps(refreshTimes(server))
      expect(gap).toBeGreaterThanOrEqual(ANSWERED_AFTER)
      expect(gap).toBeLessThan(ANSWERED_AFTER + 1000)

      await each(others, (tab) => expect.poll(async () => (await tab.token()).jti).not.toBe(before.jti))
      const tokens = await each(others, (tab) => tab.token())
      expect(new Set(tokens.map(({ jti }) => jti)).size).toBe(1)
      expect(refreshTimes(server)).toHaveLength(2)
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
    const open = async () => new EngineTab(await hiddenTabs.open(baseURL + EngineTab.address(IMPATIENT)))
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
    server.fail(SLOWLY)
    await refresher.renew()
    await expect.poll(() => refreshTimes(server)).toHaveLength(start + 1)
    await refresher.page.freeze()
    await each(others, (tab) => tab.renew())
    for (const { jti, took } of await each(others, (tab) => tab.token())) {
      expect(jti).toBe(before.jti)
      expect(took).toBeLessThan(100)
    }

    await expect.poll(() => refreshTimes(server), { timeout: 6000 }).toHaveLength(start + 2)
    await each(others, (tab) => expect.poll(async () => (await tab.token()).jti).not.toBe(before.jti))
    // The time that the refresh may take, and two seconds to get around to it.
    expect(gaps(refreshTimes(server)).at(-1)).toBeLessThan(4500)

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
    server.fail({ path: '/auth/refresh', kind: 'hang' })
    await engines[0]!.renew()
    await expect.poll(() => refreshTimes(server)).toHaveLength(1)
    await each(engines, (tab) => tab.renew())
    for (const { jti, took } of await each(engines, (tab) => tab.token())) {
      expect(jti).toBe(before.jti)
      expect(took).toBeLessThan(100)
    }
    await expect.poll(() => refreshTimes(server), { timeout: 5000 }).toHaveLength(2)
    await each(engines, (tab) => expect.poll(async () => (await tab.token()).jti).not.toBe(before.jti))
    // The timeout, and a first wait of a second at most.
    expect(gaps(refreshTimes(server))[0]).toBeGreaterThanOrEqual(990)
    expect(gaps(refreshTimes(server))[0]).toBeLessThan(3500)
    expect(refreshTimes(server)).toHaveLength(2)
    expect(server.reuseDetected).toBe(0)
  })
}
