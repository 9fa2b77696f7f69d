import { describe, expect, it } from 'vitest'
import { createFakeBrowser, createFakeClock, createFakeServer, createTestAuth, type TestAuthOptions } from './testing'

/** Two tabs of one browser: one has a session, the other is about to restore it when the first one signs out. */
function twoTabs(options: TestAuthOptions, messageLatency = 0) {
  const clock = createFakeClock()
  const shared = {
    api: createFakeServer(clock),
    browser: createFakeBrowser(clock, {
      latency: (kind) => (kind === 'message' || kind === 'storage' ? messageLatency : 0),
    }),
  }
  const one = createTestAuth({ ...options, clock, sharedWith: shared, signedInAs: 'ada' })
  const two = createTestAuth({ ...options, clock, sharedWith: shared })
  return { clock, api: shared.api, one: one.auth, two: two.auth }
}

describe('a sign-out while another tab’s refresh is in flight', () => {
  it.each<[string, TestAuthOptions, number]>([
    ['the tabs hear of each other at once', { handOver: false }, 0],
    ['messages take longer than the answer', { handOver: false }, 200],
    ['there are no channels', { openChannel: null }, 0],
  ])('wins in both: %s', async (_case, options, messageLatency) => {
    const { clock, api, one, two } = twoTabs(options, messageLatency)
    const held = api.hold('/auth/refresh')
    void two.restore()
    await clock.advance(1000)
    expect(held.waiting()).toBe(1)
    void one.signOut()
    await clock.advance(10)
    held.release()
    await clock.advance(30_000)
    expect([one, two].map(({ store }) => store.getState().status)).toEqual(['signed-out', 'signed-out'])
    expect(api.liveSessions()).toBe(0)
    one.dispose()
    two.dispose()
  })
})
