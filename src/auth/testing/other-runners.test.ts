import { expect, it, vi } from 'vitest'
import { outcome } from './scenes'

// In a file of its own: it loads the engine anew within a test, and mutation testing (Stryker) would take what stands at the top
// level of each file for something that this test runs.

it('the kit needs nothing that the made-up pages of some runners lack (that of Jest)', async () => {
  for (const name of ['TextEncoder', 'setImmediate', 'MessageChannel']) vi.stubGlobal(name, undefined)
  vi.resetModules()
  const kit = await import('.')
  const clock = kit.createFakeClock()
  const zoe = { id: '9', username: 'ada', firstName: 'Zoë', lastName: '王', role: 'user', password: 'p' }
  const { auth } = kit.createTestAuth({ clock, signedInAs: 'ada', users: [zoe] })
  const asked = outcome(auth.http.get('/things'))
  await clock.advance(1)
  expect(asked.value).toMatchObject({ data: { user: 'ada' } })
  vi.unstubAllGlobals()
  auth.dispose()
})
