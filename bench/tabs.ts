/**
 * Refreshes that an hour of 1, 2, 8 and 20 open tabs costs, all idle, by the real engine in a simulated browser; beside
 * it, what it would cost if each tab kept its own token.
 */
import { createFakeClock, createTestAuth, type TestAuth } from '../src/auth/testing/index.ts'

const HOUR = 3_600_000
const TABS = [1, 2, 8, 20]
const LIFETIMES = [60, 300, 900]

async function refreshesPerHour(tabs: number, accessTokenTtl: number): Promise<number> {
  const clock = createFakeClock({ random: tabs })
  const first = createTestAuth({ clock, accessTokenTtl, signedInAs: 'ada', latency: () => 80 })
  const all: TestAuth[] = [first]
  while (all.length < tabs) all.push(createTestAuth({ clock, sharedWith: first }))
  const restored = Promise.all(all.map(({ auth }) => auth.restore()))
  await clock.advance(1000)
  await restored

  const { api } = first
  const before = api.counts('POST', '/auth/refresh')
  await clock.advance(HOUR)
  const refreshes = api.counts('POST', '/auth/refresh') - before

  const signedIn = all.filter(({ auth }) => auth.store.getState().status === 'signed-in').length
  if (signedIn < tabs || api.reuseDetected() > 0)
    throw new Error(`${tabs - signedIn} of ${tabs} tabs lost the session.`)
  for (const { auth } of all) auth.dispose()
  return refreshes
}

const row = (...cells: readonly (string | number)[]) =>
  console.log(cells.map((cell, index) => String(cell).padStart(index === 0 ? 16 : 12)).join(''))

row('token lives', ...TABS.map((tabs) => (tabs === 1 ? '1 tab' : `${tabs} tabs`)))
for (const lifetime of LIFETIMES) {
  const counts: number[] = []
  for (const tabs of TABS) counts.push(await refreshesPerHour(tabs, lifetime))
  row(`${lifetime} s`, ...counts)
  row('a token each', ...TABS.map((tabs) => tabs * (counts[0] ?? 0)))
}
