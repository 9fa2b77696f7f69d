import { describe, expect, it } from 'vitest'
import { RefreshDeferredError, SignInError, type AuthClientOptions } from '..'
import {
  createFakeApi,
  createFakeBrowser,
  createFakeClock,
  createFakeServer,
  FAKE_PASSWORD,
  type FakeTabOptions,
} from '../testing'
import { clientIn, outcome, userOf } from '../testing/scenes'

const ADA = { username: 'ada', password: FAKE_PASSWORD }
const GRACE = { username: 'grace', password: FAKE_PASSWORD }

function setUp({ hint = true, accessTokenTtl = 60 } = {}) {
  const clock = createFakeClock()
  const browser = createFakeBrowser(clock)
  const api = createFakeServer(clock, { accessTokenTtl, hint })
  const open = (options: AuthClientOptions = {}, tabOptions: FakeTabOptions = {}) => {
    const tab = browser.openTab(tabOptions)
    const auth = clientIn(tab, api, hint ? options : { api: createFakeApi(api, tab, { hintCookie: null }), ...options })
    return { tab, auth }
  }
  const calls = () => api.log.map(({ path, status }) => `${path} ${status}`).filter((call) => call.startsWith('/auth'))
  return { clock, browser, api, open, calls }
}

const generationOf = (standing = '{}') => (JSON.parse(standing) as { generation?: number }).generation

async function signedIn(options: Parameters<typeof setUp>[0] = {}, client: AuthClientOptions = {}) {
  const set = setUp(options)
  const first = set.open(client)
  outcome(first.auth.signIn(ADA))
  await set.clock.advance(100)
  return { ...set, ...first }
}

describe('a load', () => {
  it('asks nothing where a hint would stand if there were a session', async () => {
    const { clock, open, calls } = setUp()
    const { auth } = open()
    void auth.restore()
    await clock.advance(2000)
    expect(auth.store.getState()).toEqual({ status: 'signed-out', reason: null })
    expect(calls()).toEqual([])
  })

  it('asks once where there is no hint to tell, and never again', async () => {
    const { clock, open, calls } = setUp({ hint: false })
    for (let load = 0; load < 3; load += 1) {
      const { auth, tab } = open()
      void auth.restore()
      await clock.advance(3000)
      expect(auth.store.getState()).toEqual({ status: 'signed-out', reason: null })
      tab.kill()
    }
    expect(calls()).toEqual(['/auth/refresh 401'])
  })

  it('asks once where the hint stands and the notes are gone', async () => {
    const { clock, browser, open, api } = setUp()
    browser.jar.accept(api.grant('ada').cookies)
    const { auth } = open()
    void auth.restore()
    await clock.advance(2000)
    expect(userOf(auth)).toBe('ada')
    expect(api.counts('POST', '/auth/refresh')).toBe(1)
  })

  it('asks where the note says that someone is here, though the hint is hidden from it', async () => {
    const { clock, api, tab } = await signedIn({ hint: false })
    const next = tab.reload()
    const again = clientIn(next, api, { api: createFakeApi(api, next, { hintCookie: null }) })
    void again.restore()
    await clock.advance(3000)
    expect(userOf(again)).toBe('ada')
  })

  it('asks nothing after a sign-out, and tells the server first of one that it does not know of', async () => {
    const { clock, api, tab, auth, calls } = await signedIn()
    api.fail({ path: '/auth/logout', kind: 'network', times: 99 })
    outcome(auth.signOut())
    await clock.advance(500)
    api.recover()
    const before = calls().length
    const again = clientIn(tab.reload(), api)
    void again.restore()
    await clock.advance(3000)
    expect(again.store.getState()).toEqual({ status: 'signed-out', reason: null })
    expect(calls().slice(before)).toEqual(['/auth/logout 204'])
    expect(api.liveSessions()).toBe(0)
  })
})

describe('a refresh', () => {
  it('that brings the same token again is trouble of the server’s, and no loop', async () => {
    const { clock, browser, api } = setUp()
    const granted = api.grant('ada')
    browser.jar.accept(granted.cookies)
    const tab = browser.openTab()
    let asked = 0
    const wire = createFakeApi(api, tab)
    const same = {
      ...wire,
      refresh: () => {
        asked += 1
        return Promise.resolve({ kind: 'granted', grant: { expiresIn: 60, ...granted.body } } as const)
      },
    }
    const auth = clientIn(tab, api, { api: same, initial: { expiresIn: 60, ...granted.body } })
    await clock.advance(52_000)
    expect(auth.store.getState()).toMatchObject({ status: 'signed-in', deferred: { trouble: 'server' } })
    await clock.advance(60_000)
    expect(asked).toBeLessThan(12)
  })

  it('that brings the same token until its end, as many servers do, brings another one then, and few requests fail', async () => {
    const { clock, browser, api } = setUp({ accessTokenTtl: 900 })
    let granted = { expiresIn: 900, ...api.grant('ada').body }
    const tab = browser.openTab()
    let renewals = 0
    let end = clock.now() + 900_000
    const slow = {
      ...createFakeApi(api, tab),
      refresh: async () => {
        renewals += 1
        if (clock.now() > end) {
          granted = { expiresIn: 900, ...api.grant('ada').body }
          end = clock.now() + 900_000
        }
        return { kind: 'granted', grant: granted } as const
      },
    }
    const auth = clientIn(tab, api, { api: slow, initial: granted })
    const requests: ReturnType<typeof outcome>[] = []
    for (let second = 0; second < 3600; second += 1) {
      requests.push(outcome(auth.http.get('/things')))
      await clock.advance(1000)
    }
    const failed = requests.filter(({ error }) => error !== undefined)
    expect(failed.every(({ error }) => error instanceof RefreshDeferredError)).toBe(true)
    // Up to two seconds around each of three ends.
    expect(failed.length).toBeLessThanOrEqual(6)
    expect(renewals).toBeLessThan(60)
  })

  it('whose lock is refused is trouble, and ends nothing', async () => {
    let isRefusing = false
    const { clock, auth } = await signedIn(
      {},
      {
        locks: {
          request: (name, _options, task) =>
            isRefusing && name === 'auth:jar'
              ? Promise.reject(new DOMException('being unloaded', 'InvalidStateError'))
              : task({}),
          query: () => Promise.resolve({ held: [] }),
        },
      },
    )
    isRefusing = true
    await clock.advance(55_000)
    expect(auth.store.getState()).toMatchObject({ status: 'signed-in', deferred: { trouble: 'network' } })
    isRefusing = false
    await clock.advance(60_000)
    expect(auth.store.getState()).toMatchObject({ status: 'signed-in', deferred: null })
  })

  it('of tabs that say nothing to one another is made in turns, each with the newest cookie', async () => {
    const { clock, api, open } = await signedIn()
    const mutes = [open({}, { lacks: ['channel'] }), open({}, { lacks: ['channel'] })]
    for (const { auth } of mutes) void auth.restore()
    await clock.advance(600_000)
    expect(mutes.map(({ auth }) => userOf(auth))).toEqual(['ada', 'ada'])
    expect(api.reuseDetected()).toBe(0)
    expect(api.peak('/auth/refresh')).toBe(1)
  })

  it('is not made by a tab that finds in its turn that a sibling waits', async () => {
    const { clock, api, auth, open } = await signedIn()
    const { auth: mute } = open({}, { lacks: ['channel'] })
    void mute.restore()
    await clock.advance(2000)
    api.fail({ path: '/auth/refresh', status: 429, retryAfter: 300, times: 9 })
    await clock.advance(60_000)
    expect(api.counts('POST', '/auth/refresh')).toBe(2)
    for (const each of [auth, mute]) {
      expect(each.store.getState()).toMatchObject({ status: 'signed-in', deferred: { trouble: 'rate-limited' } })
    }
  })
})

describe('a sign-in', () => {
  it('that the person signed out of is undone on the server', async () => {
    const { clock, api, auth } = await signedIn()
    const held = api.hold('/auth/login')
    const asked = outcome(auth.signIn(GRACE))
    await clock.advance(100)
    outcome(auth.signOut())
    await clock.advance(100)
    held.release()
    await clock.advance(5000)
    expect(asked.error).toMatchObject({ name: 'SignInError', failure: 'superseded' })
    expect(userOf(auth)).toBe('signed-out')
    expect(api.liveSessions()).toBe(0)
  })

  it('comes after what an earlier session left to be told', async () => {
    const { clock, api, auth, calls } = await signedIn()
    api.fail({ path: '/auth/logout', kind: 'network' })
    outcome(auth.signOut())
    await clock.advance(200)
    const before = calls().length
    outcome(auth.signIn(GRACE))
    await clock.advance(5000)
    expect(calls().slice(before)).toEqual(['/auth/logout 204', '/auth/login 200'])
    expect(api.liveSessions('ada')).toBe(0)
    expect(userOf(auth)).toBe('grace')
  })

  it('waits for the refresh that is out', async () => {
    const { clock, api, auth, calls } = await signedIn()
    const held = api.hold('/auth/refresh')
    outcome(auth.retryNow())
    await clock.advance(2000)
    outcome(auth.signIn(GRACE))
    await clock.advance(1000)
    expect(calls()).not.toContain('/auth/login null')
    expect(api.counts('POST', '/auth/login')).toBe(1)
    held.release()
    await clock.advance(2000)
    expect(userOf(auth)).toBe('grace')
    expect(api.reuseDetected()).toBe(0)
  })
})

describe('a sign-out', () => {
  it('revokes what a refresh brings that was out, on a server whose logout ends the presented token alone', async () => {
    const { clock, api, auth } = await signedIn()
    const held = api.hold('/auth/refresh')
    outcome(auth.retryNow())
    await clock.advance(2000)
    outcome(auth.signOut())
    expect(userOf(auth)).toBe('signed-out')
    await clock.advance(15_000)
    held.release()
    await clock.advance(20_000)
    expect(userOf(auth)).toBe('signed-out')
    expect(api.liveSessions()).toBe(0)
  })
})

describe('a sign-in that comes to nothing', () => {
  it('leaves no cookie behind where its answer was cut in half', async () => {
    const { clock, open, api } = setUp()
    const { auth, tab } = open()
    void auth.restore()
    await clock.advance(500)
    api.fail({ path: '/auth/login', kind: 'truncated', when: 'after' })
    const signIn = outcome(auth.signIn(ADA))
    await clock.advance(2000)
    expect(signIn.error).toMatchObject({ failure: 'malformed-answer' })
    const next = clientIn(tab.reload(), api)
    void next.restore()
    await clock.advance(2000)
    expect([userOf(next), api.liveSessions()]).toEqual(['signed-out', 0])
  })

  it.each([{ status: 500 }, { kind: 'network' }, { kind: 'timeout' }] as const)(
    'nor one that came before %j',
    async (fault) => {
      const { clock, open, api, browser } = setUp()
      const { auth, tab } = open()
      void auth.restore()
      await clock.advance(500)
      api.fail({ path: '/auth/login', ...fault, delayMs: 1000 })
      const signIn = outcome(auth.signIn(ADA))
      await clock.advance(500)
      browser.jar.accept(api.grant('ada').cookies)
      await clock.advance(15_000)
      expect(signIn.error).toBeInstanceOf(SignInError)
      const next = clientIn(tab.reload(), api)
      void next.restore()
      await clock.advance(2000)
      expect([userOf(next), api.liveSessions()]).toEqual(['signed-out', 0])
    },
  )

  it('ends nobody’s session by that', async () => {
    const { clock, open, api } = setUp()
    const { auth: one } = open()
    outcome(one.signIn(ADA))
    await clock.advance(500)
    const { auth: two } = open({ openChannel: null })
    api.fail({ path: '/auth/login', kind: 'html' })
    outcome(two.signIn(ADA))
    outcome(one.signIn({ ...ADA, password: 'wrong' }))
    await clock.advance(300_000)
    expect(userOf(one)).toBe('ada')
  })

  it.each([
    ['goes on in the other tab, where it is the same person’s', ADA, 'ada', 1],
    ['is revoked, where it is another’s', GRACE, 'signed-out', 0],
  ])('since its client was disposed of: the session %s', async (_case, who, left, sessions) => {
    const { clock, open, api, browser } = setUp()
    browser.jar.accept(api.grant('ada').cookies)
    const [{ auth: one }, { auth: two }] = [open(), open()]
    void one.restore()
    await clock.advance(500)
    void two.restore()
    await clock.advance(500)
    api.fail({ path: '/auth/login', delayMs: 1000 })
    const signIn = outcome(one.signIn(who))
    await clock.advance(500)
    one.dispose()
    await clock.advance(300_000)
    expect(signIn.error).toMatchObject({ failure: 'superseded' })
    expect(userOf(two)).toBe(left)
    expect(api.liveSessions(who.username)).toBe(sessions)
  })
})

it('an answer that a sibling’s renewal has overtaken is not taken for the next one', async () => {
  const clock = createFakeClock({ random: () => 0.9 })
  const browser = createFakeBrowser(clock)
  const api = createFakeServer(clock, { accessTokenTtl: 3600 })
  const granted = api.grant('ada')
  browser.jar.accept(granted.cookies)
  const one = clientIn(browser.openTab(), api, { initial: { expiresIn: null, ...granted.body } })
  const two = clientIn(browser.openTab(), api)
  void one.restore()
  void two.restore()
  await clock.advance(2000)
  // A refresh that outlasts its timeout; "Try now" in the other tab waits for it to land, and renews.
  const held = api.hold('/auth/refresh')
  api.expireAccessTokens()
  outcome(one.http.get('/a'))
  await clock.advance(10_100)
  void two.retryNow()
  await clock.advance(300)
  held.release()
  await clock.advance(65_000)

  api.expireAccessTokens()
  const before = api.counts('POST', '/auth/refresh')
  const next = outcome(one.http.get('/b'))
  await clock.advance(3000)
  expect([next.value?.status, api.counts('POST', '/auth/refresh') - before]).toEqual([200, 1])
})

describe('a tab that was put away while somebody signed in elsewhere', () => {
  it.each([ADA, GRACE])('takes over what is there when it comes back, and disturbs nobody: %j', async (who) => {
    let isDeaf = false
    const clock = createFakeClock()
    const browser = createFakeBrowser(clock, { latency: (kind) => (kind === 'message' ? 20 : 1) })
    const api = createFakeServer(clock, { accessTokenTtl: 60, latency: () => 4 })
    const [away, here] = [browser.openTab(), browser.openTab()]
    const granted = api.grant('ada')
    browser.jar.accept(granted.cookies)
    const { openChannel, notes } = away.environment
    const one = clientIn(away, api, {
      initial: { expiresIn: null, ...granted.body },
      // What is said to a page in the back/forward cache is not kept for it.
      openChannel(name) {
        if (openChannel === null) throw new Error('No channel.')
        const channel = openChannel(name)
        return { ...channel, listen: (listener) => channel.listen((message) => isDeaf || listener(message)) }
      },
      notes: { ...notes, watch: (listener) => notes.watch((key) => isDeaf || listener(key)) },
    })
    const two = clientIn(here, api)
    void one.restore()
    void two.restore()
    await clock.advance(300)
    away.moment('conceal')
    away.freeze()
    isDeaf = true
    await clock.advance(100_000)
    outcome(two.signIn(who))
    await clock.advance(1000)

    const standing = () => browser.storage.entries()['auth:standing']
    const before = { state: two.store.getState(), standing: standing(), refreshes: api.counts('POST', '/auth/refresh') }
    away.thaw()
    await clock.settle()
    isDeaf = false
    away.moment('reveal')
    await clock.advance(2000)
    expect(userOf(one)).toBe(who.username)
    const refreshes = api.counts('POST', '/auth/refresh')
    expect({ state: two.store.getState(), standing: standing(), refreshes }).toEqual(before)
  })

  it('finds out in its turn, where nobody answers any more', async () => {
    const { clock, open, api, browser } = setUp()
    const { auth: one, tab } = open({ openChannel: null })
    outcome(one.signIn(ADA))
    await clock.advance(500)
    tab.freeze()
    const { auth: two, tab: other } = open({ openChannel: null })
    outcome(two.signIn(GRACE))
    await clock.advance(500)
    other.kill()
    const standing = browser.storage.entries()['auth:standing']
    // No storage event has reached it yet.
    tab.thaw()
    const late = outcome(one.http.get('/things'))
    api.expireAccessTokens()
    await clock.advance(100_000)
    expect(late.error ?? late.value?.status).toBeDefined()
    expect(userOf(one)).toBe('grace')
    expect(generationOf(browser.storage.entries()['auth:standing'])).toBe(generationOf(standing))
  })
})
