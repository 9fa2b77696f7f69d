import { describe, expect, it } from 'vitest'
import type { AuthClientOptions } from '..'
import { createFakeBrowser, createFakeClock, createFakeServer, FAKE_PASSWORD } from '../testing'
import { clientIn, outcome, userOf } from '../testing/scenes'

const ADA = { username: 'ada', password: FAKE_PASSWORD }
const HOUR = 3_600_000

async function signedIn(options: AuthClientOptions = {}) {
  const clock = createFakeClock()
  const browser = createFakeBrowser(clock)
  const api = createFakeServer(clock, { accessTokenTtl: 3600 })
  const flow = { flow: 'access-token', ...options } as const
  const tab = browser.openTab()
  const auth = clientIn(tab, api, flow)
  void auth.restore()
  await clock.advance(500)
  outcome(auth.signIn(ADA))
  await clock.advance(500)
  const calls = () => api.log.map(({ path }) => path).filter((path) => path.startsWith('/auth/'))
  return { clock, browser, api, tab, auth, flow, calls }
}

describe('the access-token flow', () => {
  it('sends its token to the very end, and no longer', async () => {
    const { clock, auth, api, calls } = await signedIn()
    await clock.advance(HOUR - 2000)
    const last = outcome(auth.http.get('/things'))
    await clock.advance(100)
    expect(last.value?.status).toBe(200)
    await clock.advance(2000)
    expect(auth.store.getState()).toEqual({ status: 'signed-out', reason: 'expired' })
    const late = outcome(auth.http.get('/things'))
    await clock.advance(100)
    expect(late.value?.status ?? late.error).toBeDefined()
    expect(api.log.at(-1)?.tokenOwner ?? null).toBeNull()
    expect(calls()).toEqual(['/auth/login'])
  })

  it('ends at its first 401, which is not replayed and reaches the caller', async () => {
    const { clock, auth, api, calls } = await signedIn()
    api.expireAccessTokens()
    const refused = outcome(auth.http.get('/things'))
    await clock.advance(2000)
    expect(refused.error).toMatchObject({ name: 'SessionEndedError', reason: 'revoked' })
    expect(auth.store.getState()).toEqual({ status: 'signed-out', reason: 'revoked' })
    expect(api.counts('GET', '/things')).toBe(1)
    expect(calls()).toEqual(['/auth/login'])
  })

  it('ends as expired where the 401 comes after the end that was named', async () => {
    const { clock, auth, api } = await signedIn()
    const held = api.hold('/things', 'before')
    const asked = outcome(auth.http.get('/things'))
    await clock.settle()
    clock.sleep(2 * HOUR)
    held.release()
    await clock.advance(1000)
    expect(asked.error).toMatchObject({ name: 'SessionEndedError', reason: 'expired' })
  })

  it('signs out without a call, here and in its siblings', async () => {
    const { clock, auth, api, browser, flow, calls } = await signedIn()
    const sibling = clientIn(browser.openTab(), api, flow)
    void sibling.restore()
    await clock.advance(500)
    expect(userOf(sibling)).toBe('ada')
    outcome(auth.signOut())
    await clock.advance(100)
    expect([userOf(auth), userOf(sibling)]).toEqual(['signed-out', 'signed-out'])
    expect(calls()).toEqual(['/auth/login'])
  })

  it('in memory, asks to sign in after a reload', async () => {
    const { clock, api, tab, flow } = await signedIn()
    const again = clientIn(tab.reload(), api, flow)
    void again.restore()
    await clock.advance(500)
    expect(again.store.getState()).toEqual({ status: 'signed-out', reason: null })
  })
})

describe('its token in sessionStorage', () => {
  const session = { tokenStorage: 'session' } as const

  it('is kept under the client’s name, with its times, and survives a reload', async () => {
    const { clock, api, tab, auth, flow } = await signedIn({ ...session, name: 'mine' })
    await clock.advance(600_000)
    expect(JSON.parse(tab.environment.tabNotes.read('mine:token') ?? '{}')).toHaveProperty('token.value')
    const before = auth.store.getState()
    const again = clientIn(tab.reload(), api, flow)
    void again.restore()
    await clock.advance(500)
    const after = again.store.getState()
    if (before.status !== 'signed-in' || after.status !== 'signed-in') throw new Error('Nobody is signed in.')
    expect(after.expiresAt).toBe(before.expiresAt)
    expect(after.startedAt).toBe(before.startedAt)
  })

  it('ends when it would have ended, though the wall clock was set back meanwhile', async () => {
    const { clock, api, tab, flow } = await signedIn(session)
    await clock.advance(600_000)
    const next = tab.reload()
    clock.shiftWall(-HOUR)
    const again = clientIn(next, api, flow)
    void again.restore()
    await clock.advance(500)
    expect(userOf(again)).toBe('ada')
    // Nothing tells how long it was: it counts as new, and no longer than that.
    await clock.advance(HOUR)
    expect(userOf(again)).toBe('signed-out')
  })

  it.each([['not JSON'], ['{}'], ['null'], ['{"value":1}']])('that reads %s is none', async (text) => {
    const { clock, api, tab, flow } = await signedIn(session)
    const next = tab.reload()
    next.environment.tabNotes.write('auth:token', text)
    const again = clientIn(next, api, flow)
    void again.restore()
    await clock.advance(500)
    expect(userOf(again)).toBe('signed-out')
  })

  it('is gone after a sign-out', async () => {
    const { clock, tab, auth } = await signedIn(session)
    outcome(auth.signOut())
    await clock.advance(100)
    expect(tab.environment.tabNotes.read('auth:token')).toBeNull()
  })
})

describe('a sign-in in another tab, whose token nobody hands over', () => {
  it.each<[string, AuthClientOptions]>([
    ['for want of a channel', { openChannel: null }],
    ['since it is switched off', { handOver: false }],
  ])('%s', async (_case, options) => {
    const { clock, browser, api, auth, flow } = await signedIn(options)
    const other = clientIn(browser.openTab(), api, flow)
    void other.restore()
    await clock.advance(500)
    outcome(other.signIn(ADA))
    await clock.advance(500)
    // The same person: each tab has a token of its own.
    expect([userOf(auth), userOf(other)]).toEqual(['ada', 'ada'])

    outcome(other.signIn({ ...ADA, username: 'grace' }))
    await clock.advance(500)
    expect(auth.store.getState()).toEqual({ status: 'signed-out', reason: 'signed-out-elsewhere' })
    expect(userOf(other)).toBe('grace')
  })
})

it('a token in sessionStorage that could not stand in a header is none', async () => {
  const { clock, api, auth, tab, flow } = await signedIn({ tokenStorage: 'session' })
  auth.dispose()
  const kept = JSON.parse(tab.environment.tabNotes.read('auth:token') ?? '') as { readonly token: object }
  const token = { ...kept.token, value: 'a b\r\nc' }
  tab.environment.tabNotes.write('auth:token', JSON.stringify({ ...kept, token }))
  const next = clientIn(tab, api, flow)
  void next.restore()
  await clock.advance(500)
  expect(userOf(next)).toBe('signed-out')
})

it('a token in sessionStorage that ended while the page was away signs nobody in, not even for a moment', async () => {
  const { clock, api, tab, flow } = await signedIn({ tokenStorage: 'session' })
  const next = tab.reload()
  await clock.advance(2 * HOUR)
  const again = clientIn(next, api, flow)
  const seen: string[] = []
  again.store.subscribe(({ status }) => seen.push(status))
  const restored = outcome(again.restore())
  await clock.advance(500)
  expect(restored.value).toEqual({ status: 'signed-out', reason: 'expired' })
  expect(seen).toEqual(['signed-out'])
})
