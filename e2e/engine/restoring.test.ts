import { describe, expect, it, onTestFinished } from 'vitest'
import { type AuthClient, createAuthClient, RefreshDeferredError } from '../../src/auth'
import { createFakeClock } from '../../src/auth/testing'
import { failureOf, sharedNotes, start, type Started } from './support'

/** Someone signed in on an earlier page; what is kept is what a browser keeps: cookies and notes. */
async function reloaded(): Promise<Started & { page: AuthClient; reload: () => AuthClient }> {
  const notes = sharedNotes()
  const started = await start({
    clock: createFakeClock({ random: () => 0.5 }),
    notes,
    seesHint: true,
    signedInAs: 'ada',
  })
  started.auth.dispose()
  const { api, clock, network } = started
  const reload = () => {
    const page = createAuthClient({ baseURL: `${api.url}/api`, clock, notes, cookies: network.visible })
    onTestFinished(() => page.dispose())
    return page
  }
  return { ...started, page: reload(), reload }
}

describe('a page that loads', () => {
  it('goes on with the session, at the cost of one refresh, however often it is asked', async () => {
    const { page, refreshes } = await reloaded()
    const answers = await Promise.all([page.restore(), page.restore(), page.http.get('/things')])
    expect(answers[0]).toMatchObject({ status: 'signed-in', user: { username: 'ada' } })
    expect(answers[2].data).toMatchObject({ owner: 'usr_ada' })
    await page.restore()
    expect(refreshes()).toBe(1)
  })

  it('lets requests wait for the session that turns out to be there', async () => {
    const { page, api } = await reloaded()
    const held = api.hold('/auth/refresh')
    const answers = Promise.all([page.http.get('/things'), page.http.post('/more', { a: 1 })])
    const token = page.getAccessToken()
    await held.arrived
    expect([api.counts('/things'), api.counts('/more')]).toEqual([0, 0])
    held.release()
    for (const { data } of await answers) expect(data).toMatchObject({ owner: 'usr_ada' })
    expect(api.to('/things')[0]?.headers.authorization).toBe(`Bearer ${await token}`)
    expect(api.counts('/auth/refresh')).toBe(1)
  })

  it.each([
    ['503', { status: 503 }, 'server'],
    ['a reset', { kind: 'reset' }, 'network'],
    ['a hotel’s Wi-Fi page', { kind: 'html' }, 'malformed'],
  ] as const)('meets %s: knows nothing yet, and finds the session by itself', async (_name, fault, trouble) => {
    const { page, api, clock, network } = await reloaded()
    api.control.fail({ ...fault, path: '/auth/refresh' })
    const restored = page.restore()
    await api.saw('/auth/refresh')
    await network.idle()
    // That long a page that is being left might take a request for failed.
    await clock.advance(100)
    expect(await restored).toMatchObject({ status: 'restoring', deferred: { trouble } })
    expect(await failureOf(page.http.get('/things'))).toBeInstanceOf(RefreshDeferredError)
    expect(api.counts('/things')).toBe(0)
    await clock.advance(2000)
    await network.idle()
    expect(page.store.getState()).toMatchObject({ status: 'signed-in', user: { username: 'ada' } })
    expect((await page.http.get('/things')).data).toMatchObject({ owner: 'usr_ada' })
  })

  it('a wait that the server named outlives the reload', async () => {
    const { page, reload, api, clock, network, refreshes } = await reloaded()
    api.control.fail({ path: '/auth/refresh', status: 429, retryAfter: 60 })
    await page.restore()
    page.dispose()
    const next = reload()
    expect(await next.restore()).toMatchObject({ status: 'restoring', deferred: { trouble: 'rate-limited' } })
    expect(refreshes()).toBe(1)
    await clock.advance(59_000)
    expect(refreshes()).toBe(1)
    await clock.advance(8000)
    await network.idle()
    expect(next.store.getState()).toMatchObject({ status: 'signed-in' })
  })

  it('hears that the session is over, and why', async () => {
    const { page, api } = await reloaded()
    await api.control.revokeSessions()
    expect(await page.restore()).toEqual({ status: 'signed-out', reason: 'revoked' })
  })

  it('of a browser that signed out asks for nothing', async () => {
    const { page, reload, api } = await reloaded()
    await page.restore()
    await page.signOut()
    page.dispose()
    const calls = api.counts('/auth/refresh')
    expect(await reload().restore()).toMatchObject({ status: 'signed-out' })
    expect(api.counts('/auth/refresh')).toBe(calls)
  })

  it('that is left while its refresh is out: the next page waits for the cookie, and presents the new one', async () => {
    const { page, reload, api, clock } = await reloaded()
    const held = api.hold('/auth/refresh')
    void page.restore()
    await held.arrived
    page.dispose()
    const next = reload()
    const restored = next.restore()
    await clock.advance(500)
    expect(api.counts('/auth/refresh')).toBe(1)
    held.release()
    expect(await restored).toMatchObject({ status: 'signed-in', user: { username: 'ada' } })
    expect([api.counts('/auth/refresh'), api.control.reuseDetected]).toEqual([2, 0])
  })
})
