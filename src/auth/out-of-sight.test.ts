import { describe, expect, it } from 'vitest'
import { createFakeClock, createTestAuth } from './testing'
import { outcome } from './testing/scenes'

const MINUTE = 60_000

/** A page that nobody looks at, and whose token is near its end, while the API is away. Each wait is as long as it may be. */
async function outOfSight() {
  const clock = createFakeClock({ random: () => 0.999 })
  const { auth, api, tab } = createTestAuth({ clock, accessTokenTtl: 900, signedInAs: 'ada' })
  const refreshes = () => api.counts('POST', '/auth/refresh')
  tab.hide()
  await clock.advance(13 * MINUTE)
  expect(refreshes()).toBe(0)
  api.fail({ path: '/auth/refresh', status: 503, times: Infinity })
  await clock.advance(MINUTE)
  expect(refreshes()).toBe(1)
  return { clock, auth, api, tab, refreshes }
}

describe('a page that nobody looks at, while the API is away', () => {
  it('tries once more while its token is good, and then leaves the API alone', async () => {
    const { clock, auth, api, refreshes } = await outOfSight()
    await clock.advance(14 * MINUTE)
    expect(refreshes()).toBe(2)
    api.recover()
    await clock.advance(2 * MINUTE)
    expect(refreshes()).toBe(3)
    expect(auth.store.getState()).toMatchObject({ status: 'signed-in', deferred: null })
  })

  it('is not held up by that when it asks for something', async () => {
    const { clock, auth, api, refreshes } = await outOfSight()
    await clock.advance(2 * MINUTE)
    api.recover()
    const asked = outcome(auth.http.get('/things'))
    await clock.advance(0)
    expect(asked.value).toMatchObject({ status: 200 })
    expect(refreshes()).toBe(3)
  })

  it('says when it may ask again, as one that is looked at does, and tries then', async () => {
    const { clock, auth, refreshes } = await outOfSight()
    await clock.advance(2 * MINUTE)
    for (let failure = 3; failure < 6; failure += 1) {
      const before = outcome(auth.http.get('/things'))
      await clock.advance(1000)
      expect(refreshes()).toBe(failure)
      const asked = outcome(auth.http.get('/things'))
      await clock.advance(0)
      expect(before.error).toMatchObject({ name: 'RefreshDeferredError' })
      expect(asked.error).toMatchObject({ name: 'RefreshDeferredError' })
      const { retryAt } = asked.error as { retryAt: number }
      const wait = retryAt - clock.now()
      expect(wait).toBeLessThan(1000 * 3 ** (failure - 1))
      await clock.advance(wait + 1)
    }
  })

  it('tries when it is looked at again: at once where it has waited for a while', async () => {
    const { clock, api, auth, tab, refreshes } = await outOfSight()
    api.recover()
    tab.show()
    await clock.advance(0)
    expect(refreshes()).toBe(2)
    expect(auth.store.getState()).toMatchObject({ status: 'signed-in', deferred: null })
  })
})
