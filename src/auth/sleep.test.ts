import { describe, expect, it } from 'vitest'
import { createFakeClock, createTestAuth } from './testing'

const HOUR = 3_600_000

/**
 * A machine that falls asleep while a refresh is out. The server has rotated the cookie; the browser reads the answer a
 * moment after the wake, when by the wall clock the refresh is long past its timeout. To present the old cookie in that
 * moment is to have the session revoked.
 */
describe.each([
  ['with a hint', true],
  ['without a hint', false],
])('a sleep while a refresh is out, %s', (_case, hint) => {
  async function fallAsleep() {
    // No jitter: whoever tries again does so at the first moment at which it may.
    const clock = createFakeClock({ random: () => 0 })
    const test = createTestAuth({ signedInAs: 'ada', hint, clock })
    const held = test.api.hold('/auth/refresh')
    test.api.expireAccessTokens()
    test.auth.http.get('/things').catch(() => undefined)
    await held.arrived
    return { ...test, clock, held }
  }

  it.each(['stands-still', 'goes-on'] as const)('ends no session: the monotonic clock %s', async (monotonic) => {
    const { auth, api, clock, tab, held } = await fallAsleep()
    clock.sleep(HOUR, monotonic)
    tab.moment('wake')
    await clock.advance(50)
    held.release()
    await clock.advance(10_000)
    expect(api.reuseDetected()).toBe(0)
    expect(auth.store.getState().status).toBe('signed-in')
    auth.dispose()
  })

  it('ends no session when the page is reloaded right after the wake', async () => {
    const { api, browser, clock, tab, held } = await fallAsleep()
    clock.sleep(HOUR)
    tab.kill()
    const { auth } = createTestAuth({ clock, hint, sharedWith: { api, browser } })
    void auth.restore()
    await clock.advance(150)
    held.release()
    await clock.advance(10_000)
    expect(api.reuseDetected()).toBe(0)
    expect(auth.store.getState().status).toBe('signed-in')
    auth.dispose()
  })
})
