import { describe, expect, it } from 'vitest'
import type { AuthClient, LoggedEvent } from '.'
import { createFakeBrowser, createFakeClock, createFakeServer, createTestAuth, FAKE_PASSWORD } from './testing'
import { clientIn, outcome, userOf } from './testing/scenes'

const ADA = { username: 'ada', password: FAKE_PASSWORD }
const GRACE = { username: 'grace', password: FAKE_PASSWORD }

/** Ada in one tab, and another tab that says nothing to it but what stands in the notes. */
async function withMuteSibling({ accessTokenTtl = 3600 } = {}) {
  const clock = createFakeClock()
  const browser = createFakeBrowser(clock)
  const api = createFakeServer(clock, { accessTokenTtl })
  const tab = browser.openTab()
  const auth = clientIn(tab, api)
  outcome(auth.signIn(ADA))
  await clock.advance(100)
  const mute = clientIn(browser.openTab({ lacks: ['channel'] }), api)
  void mute.restore()
  await clock.advance(2000)
  const refreshes = () => api.counts('POST', '/auth/refresh')
  return { clock, browser, api, tab, auth, mute, refreshes }
}

/** What the store said from now on, in short. */
function follow(auth: AuthClient): string[] {
  const said: string[] = []
  auth.store.subscribe((state) =>
    said.push(state.status === 'signed-in' ? `${state.user.username}${state.veiled ? ' veiled' : ''}` : state.status),
  )
  return said
}

describe('a page that is put away and comes back', () => {
  it('is veiled until its session is checked, which asks nothing of the server', async () => {
    const { clock, tab, auth, refreshes } = await withMuteSibling()
    const before = refreshes()
    const said = follow(auth)
    tab.moment('conceal')
    expect(said).toEqual(['ada veiled'])
    tab.moment('reveal')
    await clock.advance(200)
    expect(said).toEqual(['ada veiled', 'ada'])
    expect(refreshes()).toBe(before)
  })

  it('shows nothing of a session that was signed out of meanwhile, though no message told of it', async () => {
    const { clock, tab, auth, mute } = await withMuteSibling()
    tab.moment('conceal')
    tab.freeze()
    outcome(mute.signOut())
    await clock.advance(500)
    const said = follow(auth)
    tab.thaw()
    tab.moment('reveal')
    await clock.advance(500)
    expect(said).not.toContain('ada')
    expect(auth.store.getState()).toEqual({ status: 'signed-out', reason: 'signed-out-elsewhere' })
  })

  it('belongs to who signed in meanwhile, and shows nothing of the one before', async () => {
    const { clock, tab, auth, mute } = await withMuteSibling()
    tab.moment('conceal')
    tab.freeze()
    outcome(mute.signIn(GRACE))
    await clock.advance(2000)
    const said = follow(auth)
    tab.thaw()
    tab.moment('reveal')
    await clock.advance(5000)
    expect(said).not.toContain('ada')
    expect(userOf(auth)).toBe('grace')
  })

  it('renews a token that ended meanwhile', async () => {
    const { clock, tab, auth, refreshes } = await withMuteSibling({ accessTokenTtl: 60 })
    const before = refreshes()
    tab.moment('conceal')
    clock.sleep(8 * 3_600_000)
    tab.moment('reveal')
    await clock.advance(5000)
    expect(userOf(auth)).toBe('ada')
    expect(refreshes()).toBeGreaterThan(before)
  })
})

describe('what no message told of', () => {
  it('is found when the note changes: a sign-out', async () => {
    const { clock, auth, mute } = await withMuteSibling()
    outcome(mute.signOut())
    await clock.advance(500)
    expect(auth.store.getState()).toEqual({ status: 'signed-out', reason: 'signed-out-elsewhere' })
  })

  it('is found when the note changes: a switch, by way of nobody', async () => {
    const { clock, auth, mute } = await withMuteSibling()
    const said = follow(auth)
    outcome(mute.signIn(GRACE))
    await clock.advance(5000)
    expect(said).toEqual(['restoring', 'grace'])
  })

  it('is found when the page wakes', async () => {
    const { clock, browser, auth, tab } = await withMuteSibling()
    // As where the event of the storage was lost: written past it.
    const notes = browser.openTab().environment.notes
    tab.freeze()
    const standing = JSON.parse(notes.read('auth:standing') ?? '{}') as { generation: number }
    notes.write('auth:standing', JSON.stringify({ ...standing, generation: standing.generation + 1, user: null }))
    await clock.advance(100)
    tab.thaw()
    tab.moment('wake')
    await clock.advance(500)
    expect(auth.store.getState().status).toBe('signed-out')
  })

  it('is not made of a note that tells of nothing new, nor of one that is gone or can’t be read', async () => {
    const { clock, browser, auth, tab, refreshes } = await withMuteSibling()
    const before = refreshes()
    const said = follow(auth)
    const notes = browser.openTab().environment.notes
    const standing = notes.read('auth:standing')
    for (const text of [standing, 'not JSON', null, '{"generation":99}']) {
      notes.write('auth:standing', text)
      await clock.advance(500)
      tab.moment('wake')
      await clock.advance(500)
    }
    expect(said).toEqual([])
    expect(refreshes()).toBe(before)
  })

  it('a sign-out tells nothing more to who is signed out', async () => {
    const { clock, auth, mute } = await withMuteSibling()
    outcome(auth.signOut())
    await clock.advance(500)
    outcome(mute.signIn(ADA))
    await clock.advance(2000)
    expect(userOf(auth)).toBe('ada')
    outcome(auth.signOut())
    await clock.advance(500)
    expect(auth.store.getState()).toEqual({ status: 'signed-out', reason: 'signed-out' })
    expect(userOf(mute)).toBe('signed-out')
  })
})

describe('a refresh that was put off', () => {
  async function putOff(fault: { status: number; retryAfter?: number }) {
    const set = await withMuteSibling({ accessTokenTtl: 60 })
    set.mute.dispose()
    set.api.expireAccessTokens()
    set.api.fail({ path: '/auth/refresh', times: 5, ...fault })
    outcome(set.auth.http.get('/things'))
    // Waits of up to 1, 3 and 9 s have passed: one of up to 27 s has begun.
    await set.clock.advance(fault.retryAfter ? 2000 : 15_500)
    return { ...set, before: set.refreshes() }
  }

  it('is tried again at once when the network is back', async () => {
    const { clock, tab, refreshes, before } = await putOff({ status: 503 })
    tab.moment('online')
    await clock.advance(100)
    expect(refreshes()).toBe(before + 1)
  })

  it('is tried again when the person comes back, if it has waited for 10 s', async () => {
    const { clock, tab, refreshes, before } = await putOff({ status: 503 })
    tab.moment('wake')
    await clock.advance(100)
    expect(refreshes()).toBe(before)
    await clock.advance(10_000)
    tab.moment('wake')
    await clock.advance(100)
    expect(refreshes()).toBe(before + 1)
  })

  it.each(['online', 'wake'] as const)('is not tried before the time that the server named: %s', async (moment) => {
    const { clock, tab, refreshes, before, auth } = await putOff({ status: 429, retryAfter: 60 })
    await clock.advance(20_000)
    tab.moment(moment)
    void auth.retryNow()
    await clock.advance(100)
    expect(refreshes()).toBe(before)
    await clock.advance(60_000)
    expect(refreshes()).toBeGreaterThan(before)
  })

  it('is none: the network that is back asks for nothing', async () => {
    const { clock, tab, refreshes } = await withMuteSibling()
    const before = refreshes()
    for (const moment of ['online', 'wake', 'wake'] as const) {
      tab.moment(moment)
      await clock.advance(20_000)
    }
    expect(refreshes()).toBe(before)
  })
})

describe('a sign-out that the server was not told of', () => {
  it('is told by a sibling when its own tab is gone', async () => {
    const { clock, api, tab, auth, mute } = await withMuteSibling()
    api.fail({ path: '/auth/logout', kind: 'timeout' })
    outcome(auth.signOut())
    await clock.advance(100)
    tab.kill()
    await clock.advance(60_000)
    expect(api.liveSessions()).toBe(0)
    expect(userOf(mute)).toBe('signed-out')
  })

  it('is told once the network is back', async () => {
    const { clock, api, tab, auth, mute } = await withMuteSibling()
    mute.dispose()
    api.fail({ path: '/auth/logout', kind: 'network', times: 999 })
    outcome(auth.signOut())
    await clock.advance(300_000)
    expect(api.liveSessions()).toBe(1)
    api.recover()
    tab.moment('online')
    await clock.advance(500)
    expect(api.liveSessions()).toBe(0)
  })
})

describe('a load', () => {
  it('restores once, however often it is asked to', async () => {
    const { clock, api, tab, auth, mute, refreshes } = await withMuteSibling()
    auth.dispose()
    mute.dispose()
    const before = refreshes()
    const again = clientIn(tab.reload(), api)
    const restored = [again.restore(), again.restore()].map(outcome)
    await clock.advance(2000)
    restored.push(outcome(again.restore()))
    await clock.advance(2000)
    expect(restored.map(({ value }) => value?.status)).toEqual(['signed-in', 'signed-in', 'signed-in'])
    expect(refreshes()).toBe(before + 1)
  })

  it.each([
    ['locks and channel', { locks: null, openChannel: null }, [['locks', 'channel']]],
    ['locks', { locks: null }, [['locks']]],
    ['channel', { openChannel: null }, [['channel']]],
    ['nothing', {}, []],
  ])('says once what the browser lacks: %s', async (_case, lacks, told) => {
    const clock = createFakeClock()
    const { auth } = createTestAuth({ clock, ...lacks })
    const events: LoggedEvent[] = []
    auth.on('event', (event) => events.push(event))
    void auth.restore()
    void auth.restore()
    await clock.advance(2000)
    expect(events.flatMap((event) => (event.type === 'isolated' ? [event.missing] : []))).toEqual(told)
  })

  it('that was not asked for is not made by “Try now”, nor for who is known to be nobody', async () => {
    const clock = createFakeClock()
    const api = createFakeServer(clock)
    const browser = createFakeBrowser(clock)
    browser.jar.accept(api.grant('ada').cookies)
    const auth = clientIn(browser.openTab(), api)
    outcome(auth.retryNow())
    await clock.advance(2000)
    expect(api.log).toEqual([])
    void auth.restore()
    await clock.advance(2000)
    expect(userOf(auth)).toBe('ada')
    outcome(auth.signOut())
    await clock.advance(2000)
    const calls = api.log.length
    outcome(auth.retryNow())
    await clock.advance(2000)
    expect(api.log).toHaveLength(calls)
  })
})
