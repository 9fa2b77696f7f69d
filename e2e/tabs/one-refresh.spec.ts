import { refused, refreshes } from '../support/calls'
import { createGate } from '../support/gate'
import { gaps, refreshTimes } from './support/arrivals'
import { each, expect, test } from './support/test'

const gate = createGate()

test.describe('a token that ends at the same moment in all tabs', () => {
  test.use({ api: { accessTokenTtl: 3 } })

  for (const count of [1, 2, 8]) {
    test(`costs one refresh with ${count} open`, async ({ tabs, server }) => {
      await tabs.openSignedIn(count)
      const start = refreshes(server.log)
      // A busy sibling may have spoken up too late for who came: that one's own refresh is not of these.
      const before = refreshTimes(server).length
      server.fail({ path: '/auth/refresh', when: 'after', delayMs: 300, times: 100 })

      await expect.poll(() => refreshes(server.log), { timeout: 10_000 }).toBeGreaterThanOrEqual(start + 3)
      // Each token lasts for 1.5 s and more: two tabs that both renewed it would be there sooner, one after the other.
      for (const gap of gaps(refreshTimes(server).slice(before))) expect(gap).toBeGreaterThan(1000)
      expect(refused(server.log)).toEqual([])
      expect(server.reuseDetected).toBe(0)
    })
  }
})

test.describe('with the answer held', () => {
  test.use({ api: { sleep: gate.wait } })
  test.beforeEach(gate.letAllGo)

  for (const count of [2, 8]) {
    test(`a token that is revoked in ${count} tabs at the same moment costs one refresh`, async ({
      tabs,
      server,
      console,
    }) => {
      console.allowStatus(401)
      const engines = await tabs.openEngines(count)
      const start = refreshes(server.log)
      await server.expireAccessTokens()
      server.fail({ path: '/auth/refresh', when: 'after' })
      // Each asks for something of its own: a browser that is asked the same thing twice waits for the first answer.
      const answers = each(engines, (tab) => tab.get(`/users?tab=${engines.indexOf(tab)}`))
      // None has a new token before all have been told no.
      await expect.poll(() => refused(server.log)).toHaveLength(count)
      await gate.holds(1)
      gate.open()
      expect(await answers).toEqual(engines.map(() => 200))

      expect(refreshes(server.log)).toBe(start + 1)
      expect(server.counts('GET', '/users')).toBe(2 * count)
      expect(refused(server.log)).toHaveLength(count)
      expect(server.reuseDetected).toBe(0)
    })
  }

  test('eight tabs of the engine that all ask for a new token at once get the same one', async ({ tabs, server }) => {
    const engines = await tabs.openEngines(8)
    const start = refreshes(server.log)
    let last = (await engines[0]!.token()).jti
    for (let round = 1; round <= 2; round++) {
      // None gets it before all have asked for it.
      server.fail({ path: '/auth/refresh', when: 'after' })
      await each(engines, (tab) => tab.renew())
      await gate.holds(1)
      gate.open()
      for (const tab of engines) await expect.poll(async () => (await tab.token()).jti).not.toBe(last)
      const tokens = await each(engines, (tab) => tab.token())
      expect(new Set(tokens.map(({ jti }) => jti)).size).toBe(1)
      last = tokens[0]!.jti
      expect(refreshes(server.log)).toBe(start + round)
    }
    expect(server.reuseDetected).toBe(0)
  })
})
