import { describe, expect, it } from 'vitest'
import type { AuthClientOptions } from '..'
import {
  createFakeBrowser,
  createFakeClock,
  createFakeServer,
  type Delivery,
  FAKE_PASSWORD,
  type FakeTabOptions,
} from '../testing'
import { clientIn, outcome, userOf } from '../testing/scenes'

// What a renewal looks at before it presents the cookie: a sibling may have been quicker, and its word may be on its way yet.

const ADA = { username: 'ada', password: FAKE_PASSWORD }
const GRACE = { username: 'grace', password: FAKE_PASSWORD }

/** Ada is signed in, in two tabs. What travels between them takes 1 ms, until a test says otherwise. */
async function two(options: AuthClientOptions = {}, tabOptions: FakeTabOptions = {}) {
  const travel: Record<Delivery, number> = { message: 1, storage: 1, lock: 1, cookie: 1 }
  const clock = createFakeClock()
  const browser = createFakeBrowser(clock, { latency: (kind) => travel[kind] })
  const api = createFakeServer(clock, { latency: () => 10 })
  const open = (more: AuthClientOptions = {}, lacking: FakeTabOptions = tabOptions) => {
    const tab = browser.openTab(lacking)
    const auth = clientIn(tab, api, { ...options, ...more })
    const seen: string[] = []
    auth.store.subscribe(() => seen.push(userOf(auth)))
    const events: string[] = []
    auth.on('event', ({ type }) => events.push(type))
    void auth.restore()
    return { tab, auth, seen, events }
  }
  const one = open()
  await clock.advance(200)
  outcome(one.auth.signIn(ADA))
  await clock.advance(500)
  const other = open()
  await clock.advance(500)
  expect([userOf(one.auth), userOf(other.auth)]).toEqual(['ada', 'ada'])
  // Whoever lacks the notes, or is handed no token, had to ask the server for one of its own.
  await clock.advance(1500)
  const before = { refreshes: api.counts('POST', '/auth/refresh'), said: browser.channels.posted.length }
  const refreshes = () => api.counts('POST', '/auth/refresh') - before.refreshes
  const questions = () =>
    browser.channels.posted.slice(before.said).filter((message) => (message as { type: string }).type === 'ask').length
  return { clock, browser, api, travel, open, one, other, refreshes, questions }
}

describe('a tab that stood in line while a sibling renewed', () => {
  it('goes on with what that has told it, and asks nobody', async () => {
    const { clock, one, other, refreshes, questions } = await two()
    outcome(one.auth.retryNow())
    const tried = outcome(other.auth.retryNow())
    await clock.advance(20)
    expect(tried.value).toMatchObject({ status: 'signed-in' })
    await clock.advance(1000)
    expect([refreshes(), questions()]).toEqual([1, 0])
  })

  it.each<[string, FakeTabOptions]>([
    ['with the note of it', {}],
    ['with nothing noted', { lacks: ['notes'] }],
  ])('asks before it sends, where no word of it is here yet: %s', async (_case, tabOptions) => {
    const { clock, travel, one, other, refreshes } = await two({}, tabOptions)
    travel.message = 40
    outcome(one.auth.retryNow())
    outcome(other.auth.retryNow())
    await clock.advance(2000)
    expect(refreshes()).toBe(1)
  })
})

describe('a tab that has the jar to itself', () => {
  it('asks before it sends, where a note tells of a renewal that it has not heard of', async () => {
    const { clock, travel, one, other, refreshes, questions } = await two()
    travel.message = 60
    outcome(one.auth.retryNow())
    await clock.advance(30)
    expect(refreshes()).toBe(1)
    outcome(other.auth.retryNow())
    await clock.advance(2000)
    expect([refreshes(), questions()]).toEqual([1, 1])
  })

  it('asks where a note tells of a sign-in, and goes straight on to that session', async () => {
    const { clock, travel, one, other, refreshes } = await two()
    travel.message = 60
    travel.storage = 200
    outcome(one.auth.signIn(GRACE))
    await clock.advance(30)
    other.seen.length = 0
    outcome(other.auth.retryNow())
    await clock.advance(2000)
    expect(other.seen).toEqual(['grace'])
    expect(refreshes()).toBe(0)
  })

  it('asks nobody where nothing tells of news, renewals of its own the least', async () => {
    const { clock, one, refreshes, questions } = await two()
    for (let renewal = 0; renewal < 3; renewal += 1) {
      outcome(one.auth.retryNow())
      await clock.advance(1500)
    }
    expect([refreshes(), questions()]).toEqual([3, 0])
  })

  it('asks once as it loads, and not again in its turn', async () => {
    const { clock, open, one, other, refreshes, questions } = await two()
    outcome(one.auth.retryNow())
    await clock.advance(1500)
    one.tab.kill()
    other.tab.kill()
    const page = open()
    await clock.advance(500)
    expect(userOf(page.auth)).toBe('ada')
    expect([refreshes(), questions()]).toEqual([2, 1])
  })
})

describe('a note alone', () => {
  it('of a sign-out ends the session of a tab that is about to renew it, and nothing is sent', async () => {
    const { clock, travel, one, other, refreshes } = await two({ openChannel: null })
    travel.storage = 500
    outcome(one.auth.signOut())
    await clock.advance(100)
    outcome(other.auth.retryNow())
    await clock.advance(100)
    expect(other.auth.store.getState()).toEqual({ status: 'signed-out', reason: 'signed-out-elsewhere' })
    await clock.advance(5000)
    expect(refreshes()).toBe(0)
    // The storage has told of it as well by now, and that was no news.
    expect(other.events.filter((type) => type === 'session-ended')).toHaveLength(1)
  })

  it('of a sign-out while the refresh is out keeps its answer from being taken', async () => {
    const { clock, api, travel, one, other } = await two({ openChannel: null })
    travel.storage = 5000
    const held = api.hold('/auth/refresh')
    outcome(other.auth.retryNow())
    await clock.advance(500)
    outcome(one.auth.signOut())
    await clock.advance(500)
    held.release()
    await clock.advance(100)
    expect(other.auth.store.getState()).toEqual({ status: 'signed-out', reason: 'signed-out-elsewhere' })
    await clock.advance(60_000)
    expect(api.liveSessions()).toBe(0)
  })

  it('of a sign-out that is owed does so as well, and it is told once', async () => {
    const { clock, api, travel, one, other, refreshes } = await two({ openChannel: null })
    travel.storage = 5000
    api.fail({ path: '/auth/logout', kind: 'network' })
    outcome(one.auth.signOut())
    await clock.advance(100)
    outcome(other.auth.retryNow())
    await clock.advance(1500)
    expect(other.auth.store.getState()).toEqual({ status: 'signed-out', reason: 'signed-out-elsewhere' })
    await clock.advance(60_000)
    expect([refreshes(), api.counts('POST', '/auth/logout'), api.liveSessions()]).toEqual([0, 2, 0])
  })

  it('that the server is to be left alone is told to who waits for the renewal', async () => {
    const { clock, api, one, open } = await two()
    const mute = open({}, { lacks: ['channel'] })
    await clock.advance(1500)
    api.expireAccessTokens()
    api.fail({ path: '/auth/refresh', status: 429, retryAfter: 300 })
    outcome(one.auth.retryNow())
    await clock.advance(100)
    const things = outcome(mute.auth.http.get('/things'))
    await clock.advance(1500)
    expect(things.error).toMatchObject({ name: 'RefreshDeferredError', trouble: 'rate-limited' })
  })
})

describe('a tab whose turn has come to ask its siblings', () => {
  /** The other tab stood in line, and asks for 80 ms now, to no avail. */
  async function asking() {
    const set = await two({ handOver: false }, { lacks: ['notes'] })
    outcome(set.one.auth.retryNow())
    const tried = outcome(set.other.auth.retryNow())
    await set.clock.advance(50)
    expect([set.refreshes(), set.questions()]).toEqual([1, 1])
    return { ...set, tried }
  }

  it('presents nothing after a thaw, when somebody has taken its turn', async () => {
    const { clock, api, one, other, refreshes } = await asking()
    other.tab.freeze()
    await clock.advance(2000)
    const held = api.hold('/auth/refresh')
    outcome(one.auth.retryNow())
    await clock.advance(25_000)
    expect([held.waiting(), refreshes()]).toEqual([1, 2])
    other.tab.thaw()
    await clock.advance(500)
    expect(refreshes()).toBe(2)
    held.release()
    await clock.advance(30_000)
    expect([userOf(one.auth), userOf(other.auth), api.reuseDetected()]).toEqual(['ada', 'ada', 0])
    expect(other.events).not.toContain('deferred')
  })

  it('renews no session that a sign-in is about to take the place of', async () => {
    const { clock, api, other, tried } = await asking()
    const before = api.log.length
    outcome(other.auth.signIn(GRACE))
    await clock.advance(2000)
    expect(userOf(other.auth)).toBe('grace')
    // The refresh that follows is the other tab's, to which no token is handed over.
    expect(api.log.slice(before).map(({ path }) => path)).toEqual(['/auth/login', '/auth/refresh'])
    expect(other.events).not.toContain('deferred')
    expect(tried.value).toMatchObject({ status: 'signed-in', user: { username: 'grace' } })
  })

  it('renews after all, once that sign-in has come to nothing', async () => {
    const { clock, other, refreshes, tried } = await asking()
    outcome(other.auth.signIn({ ...GRACE, password: 'wrong' }))
    await clock.advance(2000)
    expect(tried.value).toMatchObject({ status: 'signed-in', user: { username: 'ada' }, deferred: null })
    expect([refreshes(), userOf(other.auth)]).toEqual([2, 'ada'])
  })
})
