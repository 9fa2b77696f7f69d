import { describe, expect, it, vi } from 'vitest'
import {
  createFakeApi,
  createFakeBrowser,
  createFakeClock,
  createFakeServer,
  FAKE_PASSWORD,
  type FakeServerOptions,
  type FakeTabOptions,
} from './testing'
import { clientIn, outcome, userOf } from './testing/scenes'

// Tokens that are over when they come, clocks that leap while something is out, waits that outlive a client: found by trial.

const ADA = { username: 'ada', password: FAKE_PASSWORD }
const GRACE = { username: 'grace', password: FAKE_PASSWORD }
const HOUR = 3_600_000

function setUp(options: FakeServerOptions = {}) {
  const clock = createFakeClock()
  const browser = createFakeBrowser(clock)
  const api = createFakeServer(clock, { accessTokenTtl: 60, ...options })
  const refreshes = () => api.counts('POST', '/auth/refresh')
  const open = (tab = browser.openTab()) => {
    const auth = clientIn(
      tab,
      api,
      options.hint === false ? { api: createFakeApi(api, tab, { hintCookie: null }) } : {},
    )
    void auth.restore()
    return { tab, auth }
  }
  return { clock, browser, api, refreshes, open }
}

/** Ada is signed in. */
async function signedIn(options: FakeServerOptions = {}, tabOptions: FakeTabOptions = {}) {
  const set = setUp(options)
  const { tab, auth } = set.open(set.browser.openTab(tabOptions))
  await set.clock.advance(500)
  outcome(auth.signIn(ADA))
  await set.clock.advance(2000)
  return { ...set, tab, auth }
}

describe('a token that is over when it is to be sent', () => {
  it.each(['ahead of time', 'after a 401'])('is renewed once more: asleep during a refresh %s', async (when) => {
    const { clock, api, tab, auth } = await signedIn({ accessTokenTtl: 900, latency: () => 40 })
    const held = api.hold('/auth/refresh')
    if (when === 'after a 401') api.expireAccessTokens()
    const before = when === 'after a 401' ? outcome(auth.http.get('/before')) : null
    await clock.advance(when === 'after a 401' ? 200 : 850_000)
    expect(held.waiting()).toBe(1)
    clock.sleep(8 * HOUR)
    tab.moment('wake')
    const click = outcome(auth.http.get('/click'))
    held.release()
    await clock.advance(5000)
    for (const each of [before, click]) expect(each?.error).toBeUndefined()
    expect(api.log.filter(({ path, status }) => path === '/click' && status === 401)).toEqual([])
  })

  it('is no token to replay with: asleep while a request was out that the server then refused', async () => {
    const { clock, api, auth, refreshes } = await signedIn()
    const held = api.hold('/slow', 'before')
    const slow = outcome(auth.http.get('/slow'))
    await clock.advance(55_000)
    expect(refreshes()).toBe(1)
    clock.sleep(8 * HOUR)
    held.release()
    await clock.advance(3000)
    expect(slow.value).toMatchObject({ status: 200 })
    expect(refreshes()).toBe(2)
  })

  it('is no token to replay with: put off while a request was out', async () => {
    const { clock, api, auth } = await signedIn({ accessTokenTtl: 10 })
    const held = api.hold('/slow', 'before')
    const slow = outcome(auth.http.get('/slow'))
    await clock.advance(7500)
    api.fail({ path: '/auth/refresh', status: 429, retryAfter: 20 })
    await clock.advance(15_000)
    held.release()
    await clock.advance(500)
    expect(slow.error).toMatchObject({ name: 'RefreshDeferredError' })
    expect(api.counts('GET', '/slow')).toBe(1)
  })

  it('costs no loop where the server hands out nothing but such', async () => {
    const { clock, auth, refreshes } = await signedIn({ accessTokenTtl: 0.1, latency: () => 200 })
    const before = refreshes()
    const asked = Array.from({ length: 20 }, () => outcome(auth.http.get('/things')))
    await clock.advance(10_000)
    expect(asked.every(({ value, error }) => value !== undefined || error !== undefined)).toBe(true)
    expect(refreshes() - before).toBeLessThanOrEqual(10)
  })
})

describe('a clock that leaps', () => {
  it('takes nothing from the time that a request has, which its timers count', async () => {
    const { clock, api, auth } = await signedIn({ accessTokenTtl: 900 })
    api.expireAccessTokens()
    const held = api.hold('/auth/refresh')
    const asked = outcome(auth.http.get('/things', { timeout: 30_000 }))
    await clock.advance(1000)
    clock.shiftWall(12 * HOUR)
    await clock.advance(100)
    held.release()
    await clock.advance(3000)
    expect(asked.value).toMatchObject({ status: 200 })
  })

  it.each(['sleep', 'leap'])('is no trouble of the server: %s while a refresh stands in its turn', async (what) => {
    const { clock, api, auth, tab, open } = await signedIn({ accessTokenTtl: 900 })
    const held = api.hold('/auth/refresh')
    api.expireAccessTokens()
    outcome(auth.http.get('/things'))
    await held.arrived
    const next = open(tab.reload())
    const events: string[] = []
    next.auth.on('event', ({ type }) => events.push(type))
    const asked = outcome(next.auth.http.get('/things'))
    await clock.advance(3000)
    if (what === 'sleep') clock.sleep(8 * HOUR)
    else clock.shiftWall(HOUR)
    held.release()
    await clock.advance(5000)
    expect(events).not.toContain('deferred')
    expect(asked.value).toMatchObject({ status: 200 })
  })
})

describe('a wait that the server named', () => {
  it('outlives the client that was told of it', async () => {
    const { clock, api, tab, auth, open, refreshes } = await signedIn()
    api.fail({ path: '/auth/refresh', status: 429, retryAfter: 600 })
    await clock.advance(55_000)
    expect(refreshes()).toBe(1)
    auth.dispose()
    open(tab)
    await clock.advance(5000)
    expect(refreshes()).toBe(1)
  })

  it('is not ended by a tab that thaws with a wait of its own, of a session that is over', async () => {
    const { clock, api, browser, tab, open, refreshes } = await signedIn({}, { lacks: ['channel'] })
    api.fail({ path: '/auth/refresh', status: 503, retryAfter: 5 })
    await clock.advance(48_000)
    expect(api.log.at(-1)?.status).toBe(503)
    tab.freeze()
    await clock.advance(10_000)
    const other = open(browser.openTab({ lacks: ['channel'] }))
    await clock.advance(2000)
    outcome(other.auth.signIn(GRACE))
    await clock.advance(1000)
    api.fail({ path: '/auth/refresh', status: 429, retryAfter: 600 })
    await clock.advance(55_000)
    expect(api.log.at(-1)?.status).toBe(429)
    const before = refreshes()
    tab.thaw()
    tab.moment('wake')
    await clock.advance(5000)
    expect(refreshes()).toBe(before)
  })

  it('does not keep a new tab from what a sibling has', async () => {
    const { clock, api, open, refreshes } = await signedIn({ accessTokenTtl: 900 })
    api.fail({ path: '/auth/refresh', status: 429, retryAfter: 30 })
    await clock.advance(845_000)
    expect(refreshes()).toBe(1)
    const { auth } = open()
    const asked = outcome(auth.http.get('/things'))
    await clock.advance(200)
    expect(asked.value).toMatchObject({ status: 200 })
  })

  it('is followed by a try, also where only a request has looked for the session', async () => {
    const { clock, api, tab, browser, open } = await signedIn()
    api.fail({ path: '/auth/refresh', status: 503, retryAfter: 20 })
    const second = open(tab.reload()).tab
    await clock.advance(500)
    const auth = clientIn(second.reload(), api)
    const asked = outcome(auth.http.get('/things'))
    await clock.advance(500)
    expect(asked.error).toMatchObject({ name: 'RefreshDeferredError' })
    await clock.advance(60_000)
    expect(userOf(auth)).toBe('ada')
    expect(browser.jar.sent('refresh_token')).not.toBeNull()
  })
})

describe('a hint', () => {
  it('that a refused session leaves behind tells of nobody to the next page', async () => {
    const { clock, api, tab, open, refreshes } = await signedIn({ accessTokenTtl: 900 })
    api.fail({ path: '/auth/refresh', status: 401, code: 'refresh_token_revoked', times: Infinity })
    for (let page = tab.reload(), loads = 0; loads < 4; page = page.reload(), loads += 1) {
      open(page)
      await clock.advance(5000)
    }
    expect(refreshes()).toBe(1)
  })

  it('that the server never gave is not missed when the page comes back', async () => {
    const { clock, browser, api, refreshes } = setUp({ accessTokenTtl: 900, hint: false })
    const tab = browser.openTab()
    const auth = clientIn(tab, api)
    void auth.restore()
    outcome(auth.signIn(ADA))
    await clock.advance(5000)
    for (let times = 0; times < 5; times += 1) {
      tab.moment('conceal')
      tab.moment('reveal')
      await clock.advance(2000)
    }
    expect(refreshes()).toBe(0)
    expect(auth.store.getState()).toMatchObject({ status: 'signed-in', veiled: false })
  })
})

describe('a sign-in', () => {
  it('is with what was handed in, whatever becomes of that meanwhile', async () => {
    const { clock, browser, api } = setUp()
    const auth = clientIn(browser.openTab(), api)
    const form = { ...ADA }
    const asked = outcome(auth.signIn(form))
    form.password = ''
    await clock.advance(500)
    expect(asked.value).toMatchObject({ username: 'ada' })
  })

  it('by a contract that throws at once is over, and no timeout comes after it', async () => {
    const { clock, browser, api } = setUp()
    const tab = browser.openTab()
    const unhandled = vi.fn()
    process.once('unhandledRejection', unhandled)
    const login = () => {
      throw new Error('no body')
    }
    const auth = clientIn(tab, api, { api: { ...createFakeApi(api, tab), login } })
    const asked = outcome(auth.signIn(ADA))
    await clock.advance(20_000)
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', unhandled)
    expect(asked.error).toMatchObject({ message: 'no body' })
    expect(unhandled).not.toHaveBeenCalled()
  })
})
