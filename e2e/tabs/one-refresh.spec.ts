import { refused, refreshes } from '../support/calls'
import { gaps, refreshTimes } from './support/arrivals'
import { each, expect, test } from './support/test'

const SLOWLY = { path: '/auth/refresh', when: 'after', delayMs: 300 } as const

test.describe('a token that ends at the same moment in all tabs', () => {
  test.use({ api: { accessTokenTtl: 3 } })

  for (const count of [1, 2, 8]) {
    test(`costs one refresh with ${count} open`, async ({ tabs, server }) => {
      await tabs.openSignedIn(count)
      const start = refreshes(server.log)
      server.fail({ ...SLOWLY, times: 100 })

      await expect.poll(() => refreshes(server.log), { timeout: 10_000 }).toBeGreaterThanOrEqual(start + 3)
      // Each token lasts for more than 1.5 s: two tabs that both renewed it would be there sooner, one after the other.
      for (const gap of gaps(refreshTimes(server))) expect(gap).toBeGreaterThan(1400)
      expect(refused(server.log)).toEqual([])
      expect(server.reuseDetected).toBe(0)
    })
  }
})

for (const count of [1, 2, 8]) {
  test(`a token that is revoked in ${count} tabs at the same moment costs one refresh`, async ({
    tabs,
    server,
    console,
  }) => {
    console.allowStatus(401)
    const people = await tabs.openSignedIn(count)
    await server.expireAccessTokens()
    // All are asked before the first is answered, and told no before the first has a new token.
    server.fail({ path: '/users', delayMs: 800, times: count })
    server.fail(SLOWLY)
    await each(people, (person) => person.goesTo('Users'))
    await each(people, (person) => person.page.getByRole('cell', { name: 'Grace Hopper' }).waitFor())

    expect(refreshes(server.log)).toBe(1)
    expect(server.counts('GET', '/users')).toBe(2 * count)
    expect(refused(server.log)).toHaveLength(count)
    expect(server.reuseDetected).toBe(0)
  })
}

test('eight tabs of the engine that all ask for a new token at once get the same one', async ({ tabs, server }) => {
  const engines = await tabs.openEngines(8)
  const before = await engines[0]!.token()
  for (let round = 1; round <= 2; round++) {
    // Long enough for the last of them to ask before the first has got it.
    server.fail({ ...SLOWLY, delayMs: 800 })
    await each(engines, (tab) => tab.renewed())
    const tokens = await each(engines, (tab) => tab.token())
    expect(new Set(tokens.map(({ jti }) => jti)).size).toBe(1)
    expect(tokens[0]!.jti).not.toBe(before.jti)
    expect(refreshes(server.log)).toBe(round)
  }
  expect(server.reuseDetected).toBe(0)
})
