import { describe, expect, it } from 'vitest'
import { createFakeApi, createFakeClock, createTestAuth, FAKE_PASSWORD, type TestAuthOptions } from '../testing'
import { clientIn, outcome, userOf } from '../testing/scenes'

const ADA = { username: 'ada', password: FAKE_PASSWORD }
const GRACE = { username: 'grace', password: FAKE_PASSWORD }
const LOGOUT = { path: '/auth/logout' } as const

function start(options: TestAuthOptions = {}) {
  const clock = createFakeClock()
  const set = createTestAuth({ clock, signedInAs: 'ada', accessTokenTtl: 60, ...options })
  return { clock, ...set, logouts: () => set.api.counts('POST', '/auth/logout') }
}

describe('a logout that outlasts its timeout', () => {
  it.each([true, false])('does not take the cookie of who signs in meanwhile (hint: %s)', async (hint) => {
    const { auth, api, clock, logouts } = start({ hint })
    api.fail({ ...LOGOUT, delayMs: 15_000 })
    void auth.signOut()
    await clock.advance(11_000)
    const signIn = outcome(auth.signIn(GRACE))
    await clock.advance(9000)
    expect(signIn.value?.username).toBe('grace')
    await clock.advance(300_000)
    expect(userOf(auth)).toBe('grace')
    expect(logouts()).toBe(1)
    expect(api.liveSessions()).toBe(1)
  })

  it('nor where the page that sent it is gone by then', async () => {
    const { auth, api, clock, tab } = start()
    api.fail({ ...LOGOUT, delayMs: 15_000 })
    void auth.signOut()
    await clock.advance(500)
    const next = clientIn(tab.reload(), api)
    void next.restore()
    outcome(next.signIn(GRACE))
    await clock.advance(14_000)
    expect(userOf(next)).toBe('signed-out')
    await clock.advance(2000)
    expect(userOf(next)).toBe('grace')
    await clock.advance(300_000)
    expect(userOf(next)).toBe('grace')
  })

  it('is believed when it is answered, and not sent again', async () => {
    const { auth, api, clock, logouts } = start()
    const events: string[] = []
    auth.on('event', ({ type }) => events.push(type))
    api.fail({ ...LOGOUT, delayMs: 12_500 })
    void auth.signOut()
    await clock.advance(600_000)
    expect(logouts()).toBe(1)
    expect(events.filter((type) => type === 'logout-told')).toHaveLength(1)
    expect(clock.pending()).toBe(0)
  })

  it('keeps nobody from signing in for longer than twice that', async () => {
    const { auth, api, clock } = start()
    api.fail({ ...LOGOUT, kind: 'timeout', times: Infinity })
    void auth.signOut()
    await clock.advance(30_000)
    outcome(auth.signIn(GRACE))
    await clock.advance(25_000)
    expect(userOf(auth)).toBe('grace')
  })
})

it.each(['after', 'beside'])('a logout whose connection breaks keeps nobody from signing in %s it', async (when) => {
  const { auth, api, clock } = start()
  api.fail({ ...LOGOUT, kind: 'network' })
  const signedOut = auth.signOut()
  outcome(when === 'beside' ? auth.signIn(GRACE) : signedOut.then(() => auth.signIn(GRACE)))
  await clock.advance(3000)
  expect(userOf(auth)).toBe('grace')
})

it('a logout that a sign-in tells is not told again before the time that the server names, though the sign-in fails', async () => {
  const { auth, api, clock, tab, logouts } = start({ latency: () => 200 })
  api.fail({ ...LOGOUT, status: 503 })
  void auth.signOut()
  await clock.advance(400)
  api.fail({ ...LOGOUT, status: 429, retryAfter: 300, times: 9 })
  api.fail({ path: '/auth/login', delayMs: 5000 })
  outcome(auth.signIn({ ...GRACE, password: 'wrong' }))
  await clock.advance(100)
  // The network flaps while the answer is out.
  tab.moment('online')
  await clock.advance(250_000)
  expect(logouts()).toBe(2)
})

describe('a logout whose page is left', () => {
  /** Chromium fails a page's requests some ms before it says that the page is left; one with `keepalive` goes on. */
  function leaving(answersIn: number) {
    const set = start()
    set.auth.dispose()
    set.api.fail({ ...LOGOUT, delayMs: answersIn })
    const contract = createFakeApi(set.api, set.tab)
    const page = clientIn(set.tab, set.api, {
      api: {
        ...contract,
        logout: (options) => {
          void contract.logout(options)
          return Promise.resolve({ kind: 'trouble', retryAfter: null })
        },
      },
    })
    return { ...set, page }
  }

  it('does not take the cookie of who signs in on the next page', async () => {
    const { page, api, clock, tab } = leaving(5000)
    void page.restore()
    await clock.advance(500)
    void page.signOut()
    await clock.advance(50)
    const next = clientIn(tab.reload(), api)
    void next.restore()
    outcome(next.signIn(GRACE))
    await clock.advance(4000)
    expect(userOf(next)).toBe('signed-out')
    await clock.advance(3000)
    expect(userOf(next)).toBe('grace')
    await clock.advance(300_000)
    expect([userOf(next), api.liveSessions('grace')]).toEqual(['grace', 1])
  })

  it('and stays after all is told again, and holds nobody up', async () => {
    const { page, api, clock, logouts } = leaving(1)
    void page.restore()
    await clock.advance(500)
    api.recover()
    void page.signOut()
    await clock.advance(150)
    outcome(page.signIn(GRACE))
    await clock.advance(500)
    expect([userOf(page), logouts()]).toEqual(['grace', 2])
  })
})

describe('a server that asks to be left alone', () => {
  it('is not told before the time that it names', async () => {
    const { auth, api, clock, logouts, tab } = start()
    api.fail({ ...LOGOUT, status: 429, retryAfter: 120 })
    void auth.signOut()
    await clock.advance(60_000)
    tab.moment('online')
    await clock.advance(59_000)
    expect(logouts()).toBe(1)
    await clock.advance(5000)
    expect(logouts()).toBe(2)
    expect(api.liveSessions()).toBe(0)
  })

  it('is told before somebody else signs in all the same, for the cookie is about to be replaced', async () => {
    const { auth, api, clock, logouts } = start()
    api.fail({ ...LOGOUT, status: 503, retryAfter: 120 })
    void auth.signOut()
    await clock.advance(5000)
    outcome(auth.signIn(GRACE))
    await clock.advance(5000)
    expect(userOf(auth)).toBe('grace')
    expect([logouts(), api.liveSessions('ada')]).toEqual([2, 0])
  })
})

it('a second sign-out resolves no sooner than the first', async () => {
  const { auth, api, clock } = start()
  const held = api.hold('/auth/logout')
  const [first, second] = [outcome(auth.signOut()), outcome(auth.signOut())]
  await clock.advance(500)
  expect([first, second]).toEqual([{}, {}])
  held.release()
  await clock.advance(500)
  expect([first, second]).toEqual([{ value: undefined }, { value: undefined }])
  expect(api.counts('POST', '/auth/logout')).toBe(1)
})

describe('what is owed', () => {
  it('is told though the app wipes the storage', async () => {
    const { auth, api, clock, tab, browser } = start()
    api.fail({ ...LOGOUT, kind: 'network' })
    void auth.signOut()
    await clock.advance(50)
    for (const key of Object.keys(browser.storage.entries())) tab.environment.notes.write(key, null)
    await clock.advance(60_000)
    expect(api.liveSessions()).toBe(0)
  })

  it('is not, once a sibling has told it and somebody signed in there', async () => {
    const { auth, api, clock, browser } = start()
    const other = clientIn(browser.openTab(), api)
    void other.restore()
    await clock.advance(500)
    api.fail({ ...LOGOUT, kind: 'network' })
    void auth.signOut()
    await clock.advance(200)
    outcome(other.signIn(GRACE))
    await clock.advance(300_000)
    expect([userOf(auth), userOf(other), api.liveSessions('grace')]).toEqual(['grace', 'grace', 1])
  })

  it('by an earlier session does not end the one that a page starts with', async () => {
    const { auth, api, clock, tab, browser } = start()
    api.fail({ ...LOGOUT, kind: 'network', times: Infinity })
    void auth.signOut()
    await clock.advance(5000)
    const granted = api.grant('grace')
    browser.jar.accept(granted.cookies)
    const page = clientIn(tab.reload(), api, { initial: { expiresIn: null, ...granted.body } })
    void page.restore()
    await clock.advance(300_000)
    expect(userOf(page)).toBe('grace')
  })
})

describe('a hint that outlives its session', () => {
  it('tells of none, at this load or any later one', async () => {
    const { auth, api, clock, browser, tab } = start()
    // A server, or something before it, that takes the logout and clears no cookie.
    const contract = { ...createFakeApi(api, tab), logout: () => Promise.resolve({ kind: 'told' } as const) }
    auth.dispose()
    const page = clientIn(tab, api, { api: contract })
    void page.restore()
    await clock.advance(1000)
    expect(userOf(page)).toBe('ada')
    void page.signOut()
    await clock.advance(1000)
    const refreshes = api.counts('POST', '/auth/refresh')
    for (let load = 0; load < 2; load += 1) {
      const next = clientIn(browser.openTab(), api, { api: contract })
      void next.restore()
      await clock.advance(3000)
      expect(userOf(next)).toBe('signed-out')
      next.dispose()
    }
    expect(api.counts('POST', '/auth/refresh')).toBe(refreshes)
  })

  it('does not stand in the way of the next one', async () => {
    const { auth, api, clock, browser, tab } = start()
    void auth.signOut()
    await clock.advance(1000)
    // Signed in by a page of the server's own.
    browser.jar.accept(api.grant('grace').cookies)
    const next = clientIn(tab.reload(), api)
    void next.restore()
    await clock.advance(1000)
    expect(userOf(next)).toBe('grace')
    void next.signOut()
    await clock.advance(1000)
    outcome(next.signIn(ADA))
    await clock.advance(1000)
    const last = clientIn(tab.reload(), api)
    void last.restore()
    await clock.advance(1000)
    expect(userOf(last)).toBe('ada')
  })
})

it('the contract gets the token of the session that is over, until it has told of it; a page that is loaded since has none', async () => {
  const { auth, api, clock, tab } = start()
  const given: (string | null)[] = []
  const contractIn = (page: typeof tab) => {
    const contract = createFakeApi(api, page)
    const logout: typeof contract.logout = (options) => {
      given.push(options.accessToken)
      return contract.logout(options)
    }
    return { ...contract, logout }
  }
  auth.dispose()
  const page = clientIn(tab, api, { api: contractIn(tab) })
  outcome(page.signIn(ADA))
  await clock.advance(500)
  const token = await page.getAccessToken()
  api.fail({ ...LOGOUT, kind: 'network', times: 2 })
  outcome(page.signOut())
  await clock.advance(60_000)
  expect(given).toEqual([token, token, token])

  outcome(page.signIn(GRACE))
  await clock.advance(500)
  api.fail({ ...LOGOUT, kind: 'network' })
  outcome(page.signOut())
  await clock.advance(500)
  page.dispose()
  const reloaded = tab.reload()
  const next = clientIn(reloaded, api, { api: contractIn(reloaded) })
  outcome(next.restore())
  await clock.advance(60_000)
  expect(given.length).toBe(5)
  expect([given[3] === token, given[4]]).toEqual([false, null])
})

it('is not forgotten where the app has filled the storage since the sign-in', async () => {
  const { auth, api, clock, tab, logouts } = start()
  auth.dispose()
  let isFull = false
  const { notes } = tab.environment
  const page = clientIn(tab, api, {
    notes: {
      ...notes,
      write(key, value) {
        const isLonger = (value ?? '').length > (notes.read(key) ?? '').length
        if (!isFull || !isLonger) notes.write(key, value)
      },
    },
  })
  outcome(page.signIn(ADA))
  await clock.advance(500)
  isFull = true
  api.fail({ ...LOGOUT, kind: 'network' })
  outcome(page.signOut())
  await clock.advance(500)
  expect([logouts(), api.liveSessions('ada')]).toEqual([1, 1])
  page.dispose()
  const next = clientIn(tab.reload(), api)
  outcome(next.restore())
  await clock.advance(1000)
  expect([userOf(next), logouts(), api.liveSessions('ada')]).toEqual(['signed-out', 2, 0])
})
