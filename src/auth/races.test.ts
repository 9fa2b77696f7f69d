import axios, { type AxiosResponse } from 'axios'
import { describe, expect, it } from 'vitest'
import { createAuthClient, SessionChangedError, SessionEndedError, type AuthClientOptions } from '.'
import {
  createFakeApi,
  createFakeBrowser,
  createFakeClock,
  createFakeServer,
  createTestAuth,
  FAKE_PASSWORD,
  type TestAuthOptions,
} from './testing'
import { clientIn, outcome, userOf } from './testing/scenes'

// What was found by reading and by trial, each with the order of events that it took.

const ADA = { username: 'ada', password: FAKE_PASSWORD }
const GRACE = { username: 'grace', password: FAKE_PASSWORD }

function start(options: TestAuthOptions = {}) {
  const clock = createFakeClock()
  return { clock, ...createTestAuth({ accessTokenTtl: 60, ...options, clock }) }
}

describe('whose session it is', () => {
  it.each([
    ['the page that sent it', false],
    ['the page that sent it', true],
    ['a page that waited for it', true],
  ])(
    'a late cookie of who signed out brings nobody back: given up on by %s, found after a reload: %s',
    async (by, reloads) => {
      const { auth, api, clock, tab } = start({ signedInAs: 'ada', logoutEnds: 'presented-token' })
      await clock.advance(2000)
      const held = api.hold('/auth/refresh')
      outcome(auth.retryNow())
      await clock.advance(500)
      const page = by === 'the page that sent it' ? auth : clientIn(tab.reload(), api)
      if (page !== auth) outcome(page.restore())
      outcome(page.signOut())
      await clock.advance(30_000)
      outcome(page.signIn(GRACE))
      await clock.advance(1000)
      expect(userOf(page)).toBe('grace')
      held.release()
      await clock.advance(1000)
      if (reloads) page.dispose()
      const next = reloads ? clientIn(tab.reload(), api) : page
      if (!reloads) api.expireAccessTokens()
      const answer = outcome(next.http.get('/users/me'))
      await clock.advance(5000)
      expect(answer.value).toBeUndefined()
      expect(next.store.getState()).toEqual({ status: 'signed-out', reason: 'expired' })
      expect([api.liveSessions('ada'), api.liveSessions('grace')]).toEqual([0, 1])
    },
  )

  it('who signed in where this engine is not ends the session of a page that is open, and keeps their own', async () => {
    const { auth, api, browser, clock, tab } = start({ signedInAs: 'ada' })
    // An app beside this one, on a host of its own, that has the same API.
    browser.jar.accept(api.grant('grace').cookies)
    api.expireAccessTokens()
    const answer = outcome(auth.http.post('/things', { of: 'ada' }))
    await clock.advance(5000)
    expect(answer.error).toBeInstanceOf(SessionEndedError)
    expect(auth.store.getState()).toEqual({ status: 'signed-out', reason: 'signed-out-elsewhere' })
    expect([api.counts('POST', '/auth/logout'), api.liveSessions('grace')]).toEqual([0, 1])
    expect(api.log.filter(({ tokenOwner }) => tokenOwner === 'grace')).toEqual([])
    auth.dispose()
    const next = clientIn(tab.reload(), api)
    outcome(next.restore())
    await clock.advance(2000)
    expect(userOf(next)).toBe('grace')
  })

  it('a gateway’s “no” ends a session that the next page finds again', async () => {
    const { auth, api, clock, tab } = start({ signedInAs: 'ada' })
    api.fail({ path: '/auth/refresh', status: 403, times: 2 })
    outcome(auth.retryNow())
    await clock.advance(5000)
    expect(auth.store.getState()).toEqual({ status: 'signed-out', reason: 'expired' })
    auth.dispose()
    const page = clientIn(tab.reload(), api)
    outcome(page.restore())
    await clock.advance(2000)
    expect([userOf(page), api.reuseDetected()]).toEqual(['ada', 0])
  })

  it('who signed in by a page of the site that is none of ours is whom the next page shows', async () => {
    const { auth, api, browser, clock, tab } = start({ signedInAs: 'ada' })
    auth.dispose()
    // A provider's callback: a page without the engine, and a cookie that comes with it.
    browser.jar.accept(api.grant('grace').cookies)
    const page = clientIn(tab.reload(), api)
    const early = outcome(page.http.get('/things'))
    await clock.advance(3000)
    expect([userOf(page), api.counts('POST', '/auth/logout')]).toEqual(['grace', 0])
    // What was asked for before that was known may have been meant for Ada.
    expect(early.error).toBeInstanceOf(SessionChangedError)
    expect(api.counts('GET', '/things')).toBe(0)
    const next = clientIn(browser.openTab(), api)
    outcome(next.restore())
    await clock.advance(500)
    expect([userOf(next), api.counts('POST', '/auth/refresh')]).toEqual(['grace', 1])
  })

  it('a request of a page that was restoring belongs to who was restored, also when it is sent again', async () => {
    const { auth, api, clock, tab } = start({ signedInAs: 'ada' })
    auth.dispose()
    const again = clientIn(tab.reload(), api)
    api.fail({ path: '/things', status: 500 })
    const first = outcome(again.http.post('/things', { of: 'ada' }))
    await clock.advance(5000)
    if (!axios.isAxiosError(first.error)) throw new Error('It did not fail.')
    void again.signIn(GRACE)
    await clock.advance(2000)
    outcome(again.http.request({ ...first.error.config, auth: undefined } as object))
    await clock.advance(2000)
    expect(api.log.filter(({ path }) => path === '/things').map(({ tokenOwner }) => tokenOwner)).toEqual(['ada'])
  })

  it('a refusal that a frozen tab reads after the thaw ends nothing that began since', async () => {
    const clock = createFakeClock()
    let travel = 1
    const browser = createFakeBrowser(clock, { latency: (kind) => (kind === 'message' ? travel : 1) })
    const api = createFakeServer(clock, { accessTokenTtl: 60 })
    const [tab, other] = [browser.openTab(), browser.openTab()]
    const granted = api.grant('ada')
    browser.jar.accept(granted.cookies)
    const frozen = clientIn(tab, api, { initial: { expiresIn: null, ...granted.body } })
    const awake = clientIn(other, api)
    void awake.restore()
    await clock.advance(500)
    api.revokeSessions()
    const held = api.hold('/auth/refresh')
    outcome(frozen.http.get('/things'))
    await clock.advance(100)
    tab.freeze()
    held.release()
    await clock.advance(100)
    outcome(awake.signIn(GRACE))
    await clock.advance(5000)
    travel = 10_000
    await clock.advance(10_000)
    tab.thaw()
    await clock.advance(500)
    travel = 1
    await clock.advance(30_000)
    expect(userOf(awake)).toBe('grace')
  })
})

describe('a sign-in', () => {
  it('does not wait for ever for a logout that hangs', async () => {
    const { auth, api, clock } = start({ signedInAs: 'ada' })
    api.fail({ path: '/auth/logout', kind: 'timeout', times: 999 })
    void auth.signOut()
    await clock.advance(30_000)
    outcome(auth.signIn(GRACE))
    await clock.advance(60_000)
    expect(userOf(auth)).toBe('grace')
  })

  it('of the access-token flow that is answered late does not win over a later one', async () => {
    const { auth, api, clock } = start({ flow: 'access-token' })
    api.fail({ path: '/auth/login', delayMs: 2000 })
    outcome(auth.signIn(ADA))
    await clock.advance(100)
    outcome(auth.signIn(GRACE))
    await clock.advance(5000)
    expect(userOf(auth)).toBe('grace')
  })
})

it('who waited for a refresh that was refused is told by what', async () => {
  const { auth, api, clock } = start({ signedInAs: 'ada' })
  api.revokeSessions()
  clock.sleep(61_000)
  const things = outcome(auth.http.get('/things'))
  await clock.advance(1000)
  expect(things.error).toMatchObject({
    name: 'SessionEndedError',
    reason: 'revoked',
    cause: { message: 'The refresh was answered with 401.' },
  })
})

describe('a page that restores', () => {
  it('sends nothing bare before it knows whose it is, though the wait is over as soon as it began', async () => {
    const clock = createFakeClock({ random: () => 0 })
    const { auth, api, browser } = createTestAuth({ clock })
    browser.jar.accept(api.grant('ada').cookies)
    api.fail({ path: '/auth/refresh', status: 503 })
    const things = outcome(auth.http.get('/things'))
    await clock.advance(500)
    expect(things.error).toMatchObject({ name: 'RefreshDeferredError', trouble: 'server' })
    expect(api.counts('GET', '/things')).toBe(0)
    await clock.advance(2000)
    expect(userOf(auth)).toBe('ada')
  })

  it('does not take a single 401 without a code for an answer, with nothing to tell of a session either', async () => {
    const { auth, api, browser, clock } = start({ hint: false })
    browser.jar.accept(api.grant('ada').cookies)
    api.fail({ path: '/auth/refresh', status: 401 })
    void auth.restore()
    await clock.advance(5000)
    expect(userOf(auth)).toBe('ada')
  })
})

describe('numbers beyond all measure', () => {
  it('a wait that the server names ends within a day', async () => {
    const { auth, api, clock, tab } = start({ signedInAs: 'ada' })
    api.fail({ path: '/auth/refresh', status: 503, retryAfter: '99999999999999' })
    await clock.advance(70_000)
    const state = auth.store.getState()
    expect(state).toMatchObject({ status: 'signed-in', deferred: { trouble: 'server' } })
    if (state.status !== 'signed-in') return
    expect(new Date(state.deferred?.retryAt ?? NaN).getTime()).toBeLessThan(clock.now() + 25 * 3_600_000)
    await clock.advance(24 * 3_600_000)
    tab.moment('wake')
    const things = outcome(auth.http.get('/things'))
    await clock.advance(3000)
    expect(things.value?.status).toBe(200)
  })

  it('a generation that leaves none to follow is not believed', async () => {
    const clock = createFakeClock()
    const browser = createFakeBrowser(clock)
    const api = createFakeServer(clock)
    const [one, two] = [browser.openTab(), browser.openTab()]
    const standing = { generation: Number.MAX_SAFE_INTEGER, serial: 0, startedAt: 0, user: null }
    one.environment.notes.write('auth:standing', JSON.stringify(standing))
    const [a, b] = [clientIn(one, api), clientIn(two, api)]
    void a.restore()
    void b.restore()
    await clock.advance(1000)
    outcome(a.signIn(ADA))
    await clock.advance(1000)
    expect([userOf(a), userOf(b)]).toEqual(['ada', 'ada'])
  })
})

describe('a disposed client', () => {
  it('stays so, whatever it was about to find out', async () => {
    const { auth, clock, api, browser, tab } = start({ signedInAs: 'ada' })
    void auth.restore()
    await clock.advance(500)
    const other = clientIn(browser.openTab({ lacks: ['channel'] }), api)
    void other.restore()
    await clock.advance(500)
    void other.signIn(GRACE)
    await clock.advance(0)
    tab.moment('wake')
    auth.dispose()
    await clock.advance(5000)
    expect(auth.store.getState()).toEqual({ status: 'signed-out', reason: 'disposed' })
  })
})

describe('the access-token flow with its token in sessionStorage', () => {
  const kept = { flow: 'access-token', tokenStorage: 'session', accessTokenTtl: 3600 } as const
  const options: AuthClientOptions = { flow: 'access-token', tokenStorage: 'session' }

  async function signedIn() {
    const started = start(kept)
    void started.auth.restore()
    await started.clock.advance(500)
    outcome(started.auth.signIn(ADA))
    await started.clock.advance(500)
    return started
  }

  it('keeps it when the client is disposed of, and when it signs in before it restores', async () => {
    const { auth, tab, clock, api } = await signedIn()
    auth.dispose()
    const again = clientIn(tab.reload(), api, options)
    void again.restore()
    await clock.advance(500)
    expect(userOf(again)).toBe('ada')
  })

  it('forgets it at a sign-out that comes before the restore', async () => {
    const { tab, clock, api } = await signedIn()
    const next = tab.reload()
    void clientIn(next, api, options).signOut()
    await clock.advance(500)
    const last = clientIn(next.reload(), api, options)
    void last.restore()
    await clock.advance(500)
    expect(userOf(last)).toBe('signed-out')
  })

  it('does not bring back what another tab ended while this one was loading', async () => {
    const { tab, clock, api, browser } = await signedIn()
    const other = clientIn(browser.openTab(), api, options)
    void other.restore()
    await clock.advance(500)
    const next = tab.reload()
    void other.signOut()
    await clock.advance(500)
    const again = clientIn(next, api, options)
    void again.restore()
    await clock.advance(500)
    expect(userOf(again)).toBe('signed-out')
  })

  it('is not ended by "Try now"', async () => {
    const { auth, clock } = await signedIn()
    void auth.retryNow()
    await clock.advance(2000)
    expect(userOf(auth)).toBe('ada')
  })
})

describe('a token', () => {
  it('does not follow a page whose base address is changed', async () => {
    const { api, clock, tab } = start()
    let base = 'https://app.test/'
    const sent: string[] = []
    const granted = api.grant('ada')
    const auth = createAuthClient({
      ...tab.environment,
      page: { ...tab.environment.page, baseURI: () => base },
      api: createFakeApi(api, tab),
      initial: { expiresIn: null, ...granted.body },
      http: {
        adapter: (config) => {
          sent.push(config.headers.has('Authorization') ? 'with' : 'without')
          return Promise.resolve({ data: '', status: 200, statusText: '', headers: {}, config } satisfies AxiosResponse)
        },
      },
    })
    base = 'https://evil.test/'
    outcome(auth.http.get('/things'))
    await clock.advance(100)
    expect(sent).toEqual(['without'])
  })

  it('is not left in the error of an adapter that throws at once', async () => {
    const { auth, clock } = start({ signedInAs: 'ada' })
    const adapter = () => {
      throw new axios.AxiosError('at once')
    }
    const failed = outcome(auth.http.get('/x', { adapter, data: 1 }))
    await clock.advance(100)
    expect(failed.error).toMatchObject({ message: 'at once' })
    expect(JSON.stringify(failed.error)).not.toContain('Bearer')
  })

  it('is waited for within the time that the request has, also where none is found', async () => {
    const { auth, api, clock } = start({ hint: false })
    const [refresh, things] = [api.hold('/auth/refresh'), api.hold('/things')]
    const request = outcome(auth.http.get('/things', { timeout: 1000 }))
    await clock.advance(900)
    refresh.release()
    await clock.advance(50)
    expect(things.waiting()).toBe(1)
    await clock.advance(60)
    expect(request.error).toMatchObject({ code: 'ECONNABORTED', message: 'timeout of 1000ms exceeded' })
  })

  it('is waited for with a timeout that no timer can hold', async () => {
    const { auth, clock, api } = start({ signedInAs: 'ada' })
    clock.sleep(3_600_000)
    const held = api.hold('/auth/refresh')
    const answer = outcome(auth.http.get('/things', { timeout: 2 ** 31 }))
    await clock.advance(2000)
    held.release()
    await clock.advance(100)
    expect(answer.value?.status).toBe(200)
  })
})

describe('where the browser lets one down', () => {
  it('a channel that exists and refuses to open is none', async () => {
    const refuse = () => {
      throw new DOMException('Denied', 'SecurityError')
    }
    const { auth, clock } = start({ signedInAs: 'ada', openChannel: refuse })
    await clock.advance(120_000)
    expect(userOf(auth)).toBe('ada')
  })

  it('a tab that never restored finds its way after a switch elsewhere and trouble', async () => {
    const { auth, clock, api, browser } = start({ signedInAs: 'ada', accessTokenTtl: 3600, handOver: false })
    const other = clientIn(browser.openTab(), api, { handOver: false })
    void other.restore()
    await clock.advance(2000)
    api.fail({ path: '/auth/refresh', status: 503, times: 2 })
    outcome(other.signIn(GRACE))
    await clock.advance(600_000)
    expect(userOf(auth)).toBe('grace')
  })
})

it('a server that prolongs one opaque token has it used for as long as it says', async () => {
  const clock = createFakeClock()
  const browser = createFakeBrowser(clock)
  const api = createFakeServer(clock)
  const tab = browser.openTab()
  const user = { id: 'u1', username: 'eve', firstName: '', lastName: '', role: 'user' } as const
  const grant = { accessToken: 'always-the-same', expiresIn: 10, user }
  let refreshes = 0
  const auth = clientIn(tab, api, {
    initial: grant,
    api: {
      ...createFakeApi(api, tab),
      refresh() {
        refreshes += 1
        return Promise.resolve({ kind: 'granted', grant })
      },
    },
  })
  for (let second = 0; second < 60; second += 1) {
    await clock.advance(1000)
    const token = outcome(auth.getAccessToken())
    await clock.settle()
    expect(token.value).toBe('always-the-same')
  }
  expect(refreshes).toBeGreaterThan(5)
  expect(refreshes).toBeLessThan(10)
})
