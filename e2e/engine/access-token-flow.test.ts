import { describe, expect, it } from 'vitest'
import { SessionChangedError, SessionEndedError } from '../../src/auth'
import { failureOf, refuse, start } from './support'

const flow = 'access-token'
const options = { flow, signedInAs: 'ada', server: { flow, accessTokenTtl: 3600 } } as const

describe('the access-token flow', () => {
  it('sends its token, and never asks for another', async () => {
    const { auth, api, clock } = await start(options)
    await clock.advance(3_500_000)
    expect((await auth.http.get('/things')).data).toMatchObject({ owner: 'usr_ada' })
    expect(api.counts('/auth/refresh')).toBe(0)
  })

  it('ends at the end of its token, once, by itself', async () => {
    const { auth, clock, events } = await start(options)
    await clock.advance(3_600_000)
    expect(auth.store.getState()).toEqual({ status: 'signed-out', reason: 'expired' })
    expect(events.filter(({ type }) => type === 'session-ended')).toHaveLength(1)
    expect(clock.pending()).toBe(0)
  })

  it('after a sleep past its end: the click that follows sends nothing', async () => {
    const { auth, api, clock } = await start(options)
    clock.sleep(8 * 3_600_000)
    const failures = await Promise.all([failureOf(auth.http.get('/things')), failureOf(auth.getAccessToken())])
    for (const failure of failures) expect(failure).toMatchObject({ name: 'SessionEndedError', reason: 'expired' })
    expect(api.counts('/things')).toBe(0)
  })

  it('ends at the first 401, and every waiter hears why', async () => {
    const { auth, api, events } = await start(options)
    await api.control.revokeSessions()
    const failures = await Promise.all(Array.from({ length: 20 }, (_, n) => failureOf(auth.http.get(`/things?n=${n}`))))
    for (const failure of failures) expect(failure).toBeInstanceOf(SessionEndedError)
    expect(failures[0]).toMatchObject({ reason: 'revoked', cause: { response: { status: 401 } } })
    expect(auth.store.getState()).toEqual({ status: 'signed-out', reason: 'revoked' })
    expect(events.filter(({ type }) => type === 'session-ended')).toHaveLength(1)
    expect([api.counts('/things'), api.counts('/auth/refresh')]).toEqual([20, 0])
  })

  it.each([-12, 12])('does not mind a clock that is %i h off', async (hours) => {
    const { auth, clock } = await start({ ...options, serverOffset: hours * 3_600_000 })
    await clock.advance(3_500_000)
    expect((await auth.http.get('/things')).status).toBe(200)
  })

  it('signs out without a call', async () => {
    const { auth, api } = await start(options)
    await auth.signOut()
    expect(auth.store.getState()).toEqual({ status: 'signed-out', reason: 'signed-out' })
    expect(api.counts('/auth/logout')).toBe(0)
  })

  it('a 401 that comes after another has signed in is not the other’s', async () => {
    const { auth, api, signIn } = await start(options)
    api.serve('/odd', (response) => refuse(response), { open: true })
    const held = api.hold('/odd')
    const failure = failureOf(auth.http.get('/odd'))
    await held.arrived
    await signIn('grace')
    held.release()
    expect(await failure).toBeInstanceOf(SessionChangedError)
    expect(auth.store.getState()).toMatchObject({ user: { username: 'grace' } })
  })
})
