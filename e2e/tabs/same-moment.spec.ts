import { refreshes } from '../support/calls'
import { each, expect, test } from './support/test'

// A page that came over plain http from another machine, as at an intranet or in development, has no Web Locks.
test('without Web Locks eight tabs that renew in the same millisecond present no cookie twice', async ({
  tabs,
  context,
  server,
}) => {
  await context.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'locks'))
  const engines = await tabs.openEngines(8)
  const start = refreshes(server.log)
  const rounds = 4
  for (let round = 0; round < rounds; round += 1) {
    await each(engines, ({ page }) =>
      page.evaluate(async (at) => {
        while (Date.now() < at) await new Promise((resolve) => setTimeout(resolve))
        await window.auth.retryNow()
      }, Date.now() + 1300),
    )
  }
  expect(server.reuseDetected).toBe(0)
  for (const tab of engines) expect((await tab.state()).status).toBe('signed-in')
  expect(refreshes(server.log)).toBeGreaterThanOrEqual(start + rounds)
})
