import { describe, expect, it } from 'vitest'
import type { AuthClientOptions } from '..'
import type { AuthApi } from '../api/contract'
import { trouble } from '../api/trouble'
import {
  createFakeApi,
  createFakeBrowser,
  createFakeClock,
  createFakeServer,
  type Delivery,
  FAKE_PASSWORD,
  type FakeServerOptions,
  type FakeTab,
  HINT_COOKIE,
  openPromise,
} from '../testing'
import { clientIn, outcome, userOf } from '../testing/scenes'

// A refresh whose answer comes late: after its timeout, after the session has moved on, or after it was somebody else's turn.

const ADA = { username: 'ada', password: FAKE_PASSWORD }
const GRACE = { username: 'grace', password: FAKE_PASSWORD }

function setUp(served: FakeServerOptions = {}) {
  const travel: Record<Delivery, number> = { message: 1, storage: 1, lock: 1, cookie: 1 }
  // Chance comes out high, so that a next try is long in coming; and never the same twice: it names things too.
  let drawn = 0
  const clock = createFakeClock({ random: () => 0.9 + (drawn += 1) * 1e-9 })
  const browser = createFakeBrowser(clock, { latency: (kind) => travel[kind] })
  const api = createFakeServer(clock, served)
  const inTab = (tab: FakeTab, options: AuthClientOptions = {}) => {
    const auth = clientIn(tab, api, options)
    const seen: string[] = []
    auth.store.subscribe(() => seen.push(userOf(auth)))
    const deferred: string[] = []
    auth.on('event', (event) => event.type === 'deferred' && deferred.push(event.trouble))
    void auth.restore()
    return { tab, auth, seen, deferred }
  }
  const open = (options: AuthClientOptions = {}) => inTab(browser.openTab(), options)
  const wipe = ({ environment }: FakeTab) => {
    for (const key of Object.keys(browser.storage.entries())) environment.notes.write(key, null)
  }
  const logouts = () => api.counts('POST', '/auth/logout')
  return { travel, clock, browser, api, inTab, open, wipe, logouts }
}

async function signedIn(served: FakeServerOptions = {}, bend: (wire: AuthApi) => Partial<AuthApi> = () => ({})) {
  const set = setUp(served)
  const tab = set.browser.openTab()
  const wire = createFakeApi(set.api, tab)
  const one = set.inTab(tab, { api: { ...wire, ...bend(wire) } })
  await set.clock.advance(200)
  outcome(one.auth.signIn(ADA))
  await set.clock.advance(1500)
  return { ...set, ...one }
}

describe('an answer after the timeout', () => {
  it('is used at once: the next try is not waited for', async () => {
    const { clock, api, auth } = await signedIn()
    api.expireAccessTokens()
    api.fail({ path: '/auth/refresh', delayMs: 10_400 })
    outcome(auth.retryNow())
    await clock.advance(10_200)
    const things = outcome(auth.http.get('/things'))
    await clock.advance(50)
    expect(things.error).toMatchObject({ name: 'RefreshDeferredError', trouble: 'timeout' })
    await clock.advance(200)
    expect(auth.store.getState()).toMatchObject({ status: 'signed-in', deferred: null })
  })

  it('and after the sign-out has been told brings a cookie that is revoked as well', async () => {
    const { clock, api, auth, logouts } = await signedIn({ logoutEnds: 'presented-token' })
    const held = api.hold('/auth/refresh')
    outcome(auth.retryNow())
    await clock.advance(500)
    outcome(auth.signOut())
    await clock.advance(24_000)
    expect([logouts(), api.liveSessions()]).toEqual([1, 1])
    held.release()
    await clock.advance(1000)
    expect([logouts(), api.liveSessions(), userOf(auth)]).toEqual([2, 0, 'signed-out'])
  })

  it('that is a refusal then brings none, and leaves nothing to be told', async () => {
    const { clock, api, auth, logouts } = await signedIn()
    const held = api.hold('/auth/refresh', 'before')
    outcome(auth.retryNow())
    await clock.advance(500)
    outcome(auth.signOut())
    await clock.advance(24_000)
    expect(logouts()).toBe(1)
    held.release()
    await clock.advance(60_000)
    expect(logouts()).toBe(1)
  })

  it('is none of the business of a client that is disposed of', async () => {
    const { clock, api, auth, tab, wipe } = await signedIn()
    const held = api.hold('/auth/refresh')
    outcome(auth.retryNow())
    await clock.advance(500)
    auth.dispose()
    wipe(tab)
    await clock.advance(15_000)
    const before = api.log.length
    held.release()
    await clock.advance(60_000)
    expect(api.log.slice(before)).toEqual([])
    expect(api.liveSessions()).toBe(1)
  })

  it('and after a sibling renewed does not end the session that goes on, though the app wiped the storage', async () => {
    const answered = openPromise()
    const { clock, api, auth, tab, open, wipe, logouts } = await signedIn({}, (wire) => ({
      // The cookie is there at once; the body is not.
      async refresh(options) {
        const answer = await wire.refresh(options)
        await answered.promise
        return answer
      },
    }))
    const other = open()
    await clock.advance(500)
    outcome(auth.retryNow())
    await clock.advance(10_100)
    outcome(other.auth.retryNow())
    await clock.advance(1500)
    expect(api.counts('POST', '/auth/refresh')).toBe(2)
    wipe(tab)
    answered.resolve()
    await clock.advance(30_000)
    expect([userOf(auth), userOf(other.auth), logouts()]).toEqual(['ada', 'ada', 0])
  })
})

describe('a network that keeps what it is given, and delivers it all later', () => {
  /** As Chromium does with a `keepalive` request: what was aborted is delivered as well. */
  it.each([
    ['one tab', 1, true],
    ['three tabs', 3, true],
    ['three tabs without a hint', 3, false],
  ])('sees one refresh as long as it does, however often it is tried again: %s', async (_name, count, hint) => {
    const { clock, api, auth, open, inTab, browser } = await signedIn({ hint })
    const contract = (tab: FakeTab) => createFakeApi(api, tab, { hintCookie: hint ? HINT_COOKIE : null })
    const others = Array.from({ length: count - 1 }, () => {
      const tab = browser.openTab()
      return hint ? open() : inTab(tab, { api: contract(tab) })
    })
    await clock.advance(2000)
    const before = api.counts('POST', '/auth/refresh')
    const held = api.hold('/auth/refresh', 'before')
    api.expireAccessTokens()
    outcome(auth.http.get('/things'))
    for (let second = 0; second < 40; second += 10) {
      await clock.advance(10_000)
      for (const each of [auth, ...others.map((other) => other.auth)]) outcome(each.http.get('/things'))
    }
    expect(held.waiting()).toBe(1)
    held.release()
    await clock.advance(20_000)
    const things = outcome(auth.http.get('/things'))
    await clock.advance(1000)
    expect([api.reuseDetected(), things.value?.status]).toEqual([0, 200])
    // A sibling whose turn it is when the answer lands can't know yet what it brought, and renews once more.
    expect(api.counts('POST', '/auth/refresh') - before).toBeLessThanOrEqual(count === 1 ? 1 : 2)
    for (const other of others) expect(userOf(other.auth)).toBe('ada')
  })

  it('that never delivers is given up on after six timeouts, and the next one sent at that moment', async () => {
    const { clock, api, auth } = await signedIn()
    const start = clock.now()
    api.fail({ path: '/auth/refresh', kind: 'timeout' })
    outcome(auth.retryNow())
    await clock.advance(58_000)
    const sent = () => api.log.filter(({ path, time }) => path === '/auth/refresh' && time >= start).length
    expect(sent()).toBe(1)
    await clock.advance(4000)
    expect([sent(), api.reuseDetected()]).toEqual([2, 0])
    expect(auth.store.getState()).toMatchObject({ status: 'signed-in', deferred: null })
  })

  it('is waited for by the next page too, as long as its own page is there', async () => {
    const { clock, api, auth, open } = await signedIn()
    const held = api.hold('/auth/refresh', 'before')
    outcome(auth.retryNow())
    await clock.advance(15_000)
    const next = open({ handOver: false, openChannel: null })
    await clock.advance(35_000)
    expect([held.waiting(), userOf(next.auth), next.deferred.length > 0]).toEqual([1, 'restoring', true])
    held.release()
    await clock.advance(120_000)
    expect([userOf(next.auth), api.reuseDetected()]).toEqual(['ada', 0])
  })
})

it('a refresh that the person stopped goes on, and its cookie is waited for', async () => {
  let isStopped = false
  const stopped = openPromise()
  const { clock, api, auth } = await signedIn({}, (wire) => ({
    async refresh(options) {
      const answer = wire.refresh(options)
      if (!isStopped) return answer
      // As Chromium says when the Stop button is pressed, also of a `keepalive` request, which goes on.
      await stopped.promise
      return trouble('network', new TypeError('Failed to fetch'))
    },
  }))
  await clock.advance(2000)
  isStopped = true
  api.fail({ path: '/auth/refresh', delayMs: 1500 })
  api.expireAccessTokens()
  outcome(auth.http.get('/things'))
  await clock.advance(400)
  stopped.resolve()
  await clock.advance(100)
  isStopped = false
  outcome(auth.retryNow())
  await clock.advance(10_000)
  const things = outcome(auth.http.get('/things'))
  await clock.advance(1000)
  expect([api.reuseDetected(), things.value?.status]).toEqual([0, 200])
})

it('a grant is no reason to forget whose hint stands there, and a refusal is', async () => {
  const { clock, api, auth, browser } = await signedIn()
  outcome(auth.retryNow())
  await clock.advance(1500)
  expect(api.counts('POST', '/auth/refresh')).toBe(1)
  expect(browser.storage.entries()).not.toHaveProperty('auth:leftover')
  api.revokeSessions()
  outcome(auth.retryNow())
  await clock.advance(1500)
  expect(userOf(auth)).toBe('signed-out')
  expect(browser.storage.entries()).toHaveProperty('auth:leftover')
})

it('a grant of the same token again is told to who waits for it, as what it is', async () => {
  const { clock, browser, api } = setUp()
  const granted = api.grant('ada')
  browser.jar.accept(granted.cookies)
  const tab = browser.openTab()
  const grant = { expiresIn: 60, ...granted.body }
  const auth = clientIn(tab, api, {
    api: { ...createFakeApi(api, tab), refresh: () => Promise.resolve({ kind: 'granted', grant }) },
    initial: grant,
  })
  api.expireAccessTokens()
  const things = outcome(auth.http.get('/things'))
  await clock.advance(1000)
  expect(things.error).toMatchObject({
    name: 'RefreshDeferredError',
    trouble: 'server',
    cause: { message: 'The server granted the same token again.' },
  })
})

describe('an answer that a frozen tab reads after somebody else signed in', () => {
  /** Its refresh stands answered; the tab thaws before any word of the sign-in is here. */
  async function thawed(revokes: boolean) {
    const set = await signedIn()
    const { clock, api, auth, tab, travel, open, browser, seen } = set
    const other = open()
    await clock.advance(500)
    if (revokes) api.revokeSessions('ada')
    const held = api.hold('/auth/refresh')
    outcome(auth.retryNow())
    await clock.advance(200)
    tab.freeze()
    held.release()
    await clock.advance(100)
    travel.message = travel.storage = 30_000
    outcome(other.auth.signIn(GRACE))
    await clock.advance(26_000)
    expect(userOf(other.auth)).toBe('grace')
    seen.length = 0
    tab.thaw()
    await clock.advance(200)
    return { ...set, other, hint: browser.jar.sent(HINT_COOKIE) }
  }

  it('ends nothing, where it is a refusal, and is no reason to forget whose hint stands there', async () => {
    const { clock, auth, other, seen, deferred, hint, browser, inTab } = await thawed(true)
    expect(deferred).toEqual(['network'])
    await clock.advance(60_000)
    expect([userOf(auth), userOf(other.auth)]).toEqual(['grace', 'grace'])
    expect(seen).not.toContain('signed-out')
    expect(browser.storage.entries()['auth:leftover']).not.toBe(JSON.stringify(hint))
    const page = inTab(other.tab.reload())
    await clock.advance(500)
    expect(userOf(page.auth)).toBe('grace')
  })

  it('is no trouble of the server, where it is a grant', async () => {
    const { clock, auth, other, deferred } = await thawed(false)
    await clock.advance(60_000)
    expect([userOf(auth), userOf(other.auth)]).toEqual(['grace', 'grace'])
    expect(deferred).toEqual([])
  })
})

it('a cookie that brings somebody else is asked about, before her session is ended, where tabs share no notes', async () => {
  const { clock, browser, api } = setUp()
  let isDeaf = false
  const open = () => {
    const tab = browser.openTab({ lacks: ['notes'] })
    const { openChannel } = tab.environment
    const auth = clientIn(tab, api, {
      openChannel(name) {
        if (openChannel === null) throw new Error('No channel.')
        const channel = openChannel(name)
        return { ...channel, listen: (listener) => channel.listen((message) => isDeaf || listener(message)) }
      },
    })
    void auth.restore()
    return auth
  }
  const one = open()
  await clock.advance(200)
  outcome(one.signIn(ADA))
  await clock.advance(500)
  const other = open()
  await clock.advance(500)
  isDeaf = true
  outcome(other.signIn(GRACE))
  await clock.advance(1500)
  isDeaf = false
  expect([userOf(one), userOf(other)]).toEqual(['ada', 'grace'])
  outcome(one.retryNow())
  await clock.advance(3000)
  expect([userOf(one), userOf(other), api.liveSessions('grace')]).toEqual(['grace', 'grace', 1])
})
