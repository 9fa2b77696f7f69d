import { describe, expect, it } from 'vitest'
import { start } from './support'

const MAINTENANCE = { body: '<!doctype html><title>Back soon</title>', contentType: 'text/html' } as const

describe('Retry-After', () => {
  it('of a maintenance page (503, HTML) is honoured by a logout', async () => {
    const { auth, api, clock, network } = await start({ signedInAs: 'ada' })
    api.control.fail({ path: '/auth/logout', status: 503, retryAfter: 3600, times: Infinity, ...MAINTENANCE })
    const signedOut = auth.signOut()
    await api.saw('/auth/logout')
    await network.idle()
    await clock.advance(1000)
    await signedOut
    for (let minute = 0; minute < 59; minute += 1) {
      await clock.advance(60_000)
      await network.idle()
    }
    expect(api.counts('/auth/logout')).toBe(1)
  })

  it('of a 403 without a code is a logout that is yet to be told, as it is a refresh that is yet to be answered', async () => {
    const { auth, api, clock, network } = await start({ signedInAs: 'ada' })
    api.control.fail({ path: '/auth/logout', status: 403, retryAfter: 30 })
    const signedOut = auth.signOut()
    await api.saw('/auth/logout')
    await network.idle()
    await clock.advance(1000)
    await signedOut
    for (let minute = 0; minute < 3; minute += 1) {
      await clock.advance(60_000)
      await network.idle()
    }
    expect([api.counts('/auth/logout'), await api.liveSessions('ada')]).toEqual([2, 0])
  })

  it('of a 403 in HTML, as a firewall says it, is honoured by a refresh', async () => {
    const { auth, api, clock, network, refreshes } = await start({ signedInAs: 'ada' })
    api.control.fail({ path: '/auth/refresh', status: 403, retryAfter: 600, times: Infinity, ...MAINTENANCE })
    await clock.advance(900_000)
    await network.idle()
    await clock.advance(1000)
    const before = refreshes()
    expect(before).toBeGreaterThan(0)
    for (let second = 0; second < 300; second += 20) {
      await clock.advance(20_000)
      auth.http.get('/things').catch(() => undefined)
      await network.idle()
    }
    expect(auth.store.getState().status).toBe('signed-in')
    expect(refreshes()).toBe(before)
  })
})
