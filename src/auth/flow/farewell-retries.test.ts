import { describe, expect, it } from 'vitest'
import type { AuthClientOptions } from '..'
import {
  createFakeApi,
  createFakeBrowser,
  createFakeClock,
  createFakeServer,
  FAKE_PASSWORD,
  type FakeServerOptions,
} from '../testing'
import { clientIn, outcome, userOf } from '../testing/scenes'

// A sign-out that the server could not be told of: when it is tried again, who tries, and what the app hears of it.

const ADA = { username: 'ada', password: FAKE_PASSWORD }
const GRACE = { username: 'grace', password: FAKE_PASSWORD }
const LOGOUT = { path: '/auth/logout' } as const

/** Chance that comes out high, and never the same twice: it names things too. */
function highChance() {
  let drawn = 0
  return () => 0.9 + (drawn += 1) * 1e-9
}

async function signedIn(options: AuthClientOptions = {}, served: FakeServerOptions = {}) {
  const clock = createFakeClock({ random: highChance() })
  const browser = createFakeBrowser(clock, { latency: () => 1 })
  const api = createFakeServer(clock, served)
  const open = (more: AuthClientOptions = {}) => {
    const tab = browser.openTab()
    const auth = clientIn(tab, api, { ...options, ...more })
    const events: string[] = []
    auth.on('event', ({ type }) => events.push(type))
    void auth.restore()
    /** What the app heard of sign-outs that the server is to be told of. */
    const heard = () => events.filter((type) => type.startsWith('logout'))
    return { tab, auth, heard }
  }
  const one = open()
  await clock.advance(200)
  outcome(one.auth.signIn(ADA))
  await clock.advance(500)
  const start = clock.now()
  const triedAt = () => api.log.filter(({ path }) => path === LOGOUT.path).map(({ time }) => time - start)
  return { clock, browser, api, open, ...one, triedAt }
}

describe('a sign-out that the server is told of at once', () => {
  it('is told of to the app, once, and nothing is left to be done', async () => {
    const { clock, auth, heard, triedAt, browser } = await signedIn()
    outcome(auth.signOut())
    await clock.advance(50)
    expect(heard()).toEqual(['logout-told'])
    expect(clock.pending()).toBe(0)
    await clock.advance(60_000)
    expect(triedAt()).toHaveLength(1)
    expect(browser.storage.entries()['auth:logout-due']?.trim()).toBe('')
  })
})

describe('a sign-out that fails', () => {
  it('is pending for the app, and is tried again at ever longer intervals', async () => {
    const { clock, api, auth, heard, triedAt } = await signedIn()
    api.fail({ ...LOGOUT, status: 503, times: 4 })
    outcome(auth.signOut())
    await clock.advance(60_000)
    const gaps = triedAt().map((time, index, times) => time - (times[index - 1] ?? 0))
    // A second, and the more the more often it failed.
    const expected = [1900, 3700, 9100, 25_300]
    expect(gaps.slice(1).map((gap) => Math.round(gap / 100) * 100)).toEqual(expected)
    expect(heard()).toEqual([...expected.map(() => 'logout-pending'), 'logout-told'])
    expect(api.liveSessions()).toBe(0)
    expect(clock.pending()).toBe(0)
  })

  it('begins anew with short intervals once one was told', async () => {
    const { clock, api, auth, triedAt } = await signedIn()
    api.fail({ ...LOGOUT, status: 503, times: 3 })
    outcome(auth.signOut())
    await clock.advance(60_000)
    outcome(auth.signIn(GRACE))
    await clock.advance(1000)
    api.fail({ ...LOGOUT, status: 503 })
    const before = triedAt().length
    outcome(auth.signOut())
    await clock.advance(2500)
    expect(triedAt().length - before).toBe(2)
  })

  it('is not over for want of any answer', async () => {
    const { clock, api, auth, heard } = await signedIn()
    api.fail({ ...LOGOUT, kind: 'timeout' })
    outcome(auth.signOut())
    await clock.advance(11_000)
    expect(heard()).toEqual(['logout-pending'])
    await clock.advance(30_000)
    expect(heard().at(-1)).toBe('logout-told')
    expect(api.liveSessions()).toBe(0)
  })

  it('is tried no more by a client that is disposed of, and its app hears nothing of it', async () => {
    const { clock, api, auth, heard, triedAt } = await signedIn()
    api.fail({ ...LOGOUT, status: 503, times: 9 })
    outcome(auth.signOut())
    await clock.advance(500)
    auth.dispose()
    expect(clock.pending()).toBe(0)
    await clock.advance(60_000)
    expect([triedAt().length, heard()]).toEqual([1, ['logout-pending']])
  })

  it('while its client is disposed of is left to the next page', async () => {
    const { clock, api, auth, tab, triedAt } = await signedIn()
    api.fail({ ...LOGOUT, status: 503, delayMs: 1000 })
    outcome(auth.signOut())
    await clock.advance(500)
    auth.dispose()
    await clock.advance(2000)
    expect(clock.pending()).toBe(0)
    expect(triedAt()).toHaveLength(1)
    const next = clientIn(tab.reload(), api)
    void next.restore()
    await clock.advance(3000)
    expect([triedAt().length, api.liveSessions()]).toEqual([2, 0])
  })

  it('since the browser refuses the lock is tried again', async () => {
    let isRefusing = false
    const locks: AuthClientOptions['locks'] = {
      request: (name, _options, task) =>
        isRefusing && name === 'auth:jar'
          ? Promise.reject(new DOMException('unloading', 'InvalidStateError'))
          : task({}),
      query: () => Promise.resolve({ held: [] }),
    }
    const { clock, api, auth, heard } = await signedIn({ locks })
    isRefusing = true
    const signedOut = outcome(auth.signOut())
    await clock.advance(100)
    expect(signedOut).toEqual({ value: undefined })
    expect(heard()).toEqual(['logout-pending'])
    isRefusing = false
    await clock.advance(5000)
    expect([heard().at(-1), api.liveSessions()]).toEqual(['logout-told', 0])
  })
})

describe('a server that names a time', () => {
  it('is told at that very time, and the network that comes and goes is no news till then', async () => {
    // Without locks no moment passes between the alarm and the turn.
    const { clock, api, auth, tab, heard, triedAt } = await signedIn({ locks: null })
    api.fail({ ...LOGOUT, status: 429, retryAfter: 120 })
    outcome(auth.signOut())
    await clock.advance(1000)
    for (let flap = 0; flap < 3; flap += 1) {
      tab.moment('online')
      await clock.advance(1000)
    }
    expect(heard()).toEqual(['logout-pending'])
    await clock.advance(115_900)
    expect(triedAt()).toHaveLength(1)
    await clock.advance(200)
    expect(triedAt()).toHaveLength(2)
    expect(heard()).toEqual(['logout-pending', 'logout-told'])
  })

  describe('to who signs in, while the sign-out of before stands in line behind', () => {
    async function inLine(password: string) {
      const set = await signedIn()
      const { clock, api, auth, tab } = set
      api.fail({ ...LOGOUT, status: 503 })
      outcome(auth.signOut())
      await clock.advance(200)
      api.fail({ ...LOGOUT, status: 429, retryAfter: 60, delayMs: 500 })
      api.fail({ path: '/auth/login', delayMs: 3000 })
      outcome(auth.signIn({ ...GRACE, password }))
      await clock.advance(100)
      tab.moment('online')
      return set
    }

    it('is told then, and not a moment sooner or later, where the sign-in failed', async () => {
      const { clock, heard, triedAt } = await inLine('wrong')
      await clock.advance(60_000)
      expect(triedAt()).toHaveLength(2)
      await clock.advance(600)
      expect(triedAt()).toHaveLength(3)
      expect(heard().at(-1)).toBe('logout-told')
    })

    it('has nothing to be told any more, where it did not', async () => {
      const { clock, auth, heard, triedAt } = await inLine(FAKE_PASSWORD)
      await clock.advance(70_000)
      expect(userOf(auth)).toBe('grace')
      expect([triedAt().length, heard()]).toEqual([2, ['logout-pending']])
    })
  })
})

describe('a sibling of the tab that signed out', () => {
  it('tells it when that tab is gone, a timeout later and as much again as chance has it', async () => {
    const { clock, api, open, auth, tab, triedAt } = await signedIn()
    open()
    await clock.advance(500)
    api.fail({ ...LOGOUT, kind: 'network' })
    outcome(auth.signOut())
    await clock.advance(500)
    tab.kill()
    await clock.advance(18_400)
    expect(triedAt()).toHaveLength(1)
    await clock.advance(300)
    expect([triedAt().length, api.liveSessions()]).toEqual([2, 0])
  })

  it('keeps to the time that the server named, and so does the next page', async () => {
    const { clock, api, open, auth, tab, triedAt } = await signedIn()
    for (let n = 0; n < 3; n += 1) open()
    await clock.advance(500)
    api.fail({ ...LOGOUT, status: 429, retryAfter: 120, times: Infinity })
    outcome(auth.signOut())
    await clock.advance(50_000)
    auth.dispose()
    outcome(clientIn(tab.reload(), api).restore())
    await clock.advance(69_000)
    expect(triedAt()).toHaveLength(1)
    await clock.advance(30_000)
    expect(triedAt()).toHaveLength(2)
  })

  it('tries for all: ten minutes of trouble are no more to the server than with one tab', async () => {
    const { clock, api, open, auth, triedAt } = await signedIn()
    const tabs = Array.from({ length: 5 }, () => open().tab)
    await clock.advance(500)
    api.fail({ ...LOGOUT, status: 503, times: Infinity })
    outcome(auth.signOut())
    await clock.advance(600_000)
    expect(triedAt().length).toBeLessThan(14)
    const before = triedAt().length
    tabs.forEach((tab) => tab.moment('online'))
    await clock.advance(500)
    expect(triedAt().length - before).toBe(1)
  })

  it('tries again where the clock was set back by hours', async () => {
    const { clock, api, auth, triedAt } = await signedIn()
    api.fail({ ...LOGOUT, status: 429, retryAfter: 120 })
    outcome(auth.signOut())
    await clock.advance(1000)
    clock.shiftWall(-12 * 3_600_000)
    await clock.advance(125_000)
    expect([triedAt().length, api.liveSessions()]).toEqual([2, 0])
  })

  it('that finds it told by the time of its turn has nothing pending', async () => {
    const { clock, api, auth, open, tab, triedAt } = await signedIn()
    const other = open()
    await clock.advance(500)
    api.fail({ ...LOGOUT, status: 503 })
    outcome(auth.signOut())
    await clock.advance(500)
    // The network is back for both, and both stand in line.
    api.fail({ ...LOGOUT, delayMs: 300 })
    tab.moment('online')
    other.tab.moment('online')
    await clock.advance(800)
    expect(triedAt()).toHaveLength(2)
    expect(other.heard()).toEqual([])
    await clock.advance(60_000)
    expect(triedAt()).toHaveLength(2)
    expect(clock.pending()).toBe(0)
  })
})

it('the network that is back costs a visitor no turn, and leaves no note of a sign-out', async () => {
  const clock = createFakeClock()
  const browser = createFakeBrowser(clock, { latency: () => 5 })
  const api = createFakeServer(clock)
  const tab = browser.openTab()
  const auth = clientIn(tab, api, { api: createFakeApi(api, tab) })
  void auth.restore()
  await clock.advance(1000)
  expect(userOf(auth)).toBe('signed-out')
  tab.moment('online')
  expect(browser.locks.holder('auth:jar')).toBeNull()
  await clock.advance(1000)
  expect(browser.storage.entries()).not.toHaveProperty('auth:logout-due')
})
