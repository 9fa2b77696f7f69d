import { jwtDecode } from 'jwt-decode'
import { describe, expect, it } from 'vitest'
import { createFakeApi } from './fake-api'
import { createFakeBrowser } from './fake-browser'
import { createFakeClock } from './fake-clock'
import { FAKE_PASSWORD } from './fake-people'
import { createFakeServer, type FakeServerOptions } from './fake-server'
import { HINT_COOKIE, REFRESH_COOKIE } from './fake-sessions'

const never = new AbortController().signal
const ada = { username: 'ada', password: FAKE_PASSWORD }

function setUp(options: FakeServerOptions = {}) {
  const clock = createFakeClock()
  const server = createFakeServer(clock, options)
  const browser = createFakeBrowser(clock)
  const tab = browser.openTab()
  const api = createFakeApi(server, tab)
  const refresh = (signal = never) => api.refresh({ signal })
  const login = () => api.login(ada, { signal: never })
  const call = (accessToken: string, path = '/api/users/me', method = 'GET', body?: string) =>
    server.send({
      method,
      url: new URL(path, 'https://app.test'),
      headers: { authorization: `Bearer ${accessToken}` },
      body,
      refreshToken: null,
    })
  return { clock, server, browser, tab, api, refresh, login, call }
}

describe('sign-in', () => {
  it('grants a JWT with the claims of the reference API, and sets both cookies', async () => {
    const { browser, login } = setUp({ accessTokenTtl: 60 })
    const { accessToken, expiresIn, user } = await login()
    expect(user).toEqual({ id: 'usr_ada', username: 'ada', firstName: 'Ada', lastName: 'Lovelace', role: 'admin' })
    expect(expiresIn).toBe(60)
    const { iat = 0, exp, ...claims } = jwtDecode(accessToken)
    expect(claims).toEqual({ sub: 'usr_ada', role: 'admin', sid: 'session-1', jti: '1' })
    expect(exp).toBe(iat + 60)
    expect(browser.jar.sent(REFRESH_COOKIE)).not.toBeNull()
    expect(browser.jar.sent(HINT_COOKIE)).not.toBeNull()
  })

  it('refuses a wrong password', async () => {
    const { api } = setUp()
    const wrong = api.login({ username: 'ada', password: 'guess' }, { signal: never })
    await expect(wrong).rejects.toMatchObject({ failure: 'invalid-credentials' })
  })
})

describe('rotation', () => {
  it('changes both cookies at each refresh', async () => {
    const { browser, login, refresh } = setUp()
    await login()
    const before = [browser.jar.sent(REFRESH_COOKIE), browser.jar.sent(HINT_COOKIE)]
    expect((await refresh()).kind).toBe('granted')
    expect(browser.jar.sent(REFRESH_COOKIE)).not.toBe(before[0])
    expect(browser.jar.sent(HINT_COOKIE)).not.toBe(before[1])
  })

  it('ends the whole session when a used token comes in, access tokens too', async () => {
    const { server, browser, login, refresh, call } = setUp()
    await login()
    const used = browser.jar.sent(REFRESH_COOKIE)
    const answer = await refresh()
    browser.jar.accept([{ name: REFRESH_COOKIE, value: used, httpOnly: true }])
    expect(await refresh()).toMatchObject({ kind: 'refused', code: 'reused' })
    expect(server.reuseDetected()).toBe(1)
    expect(server.log.map(({ usedRefreshToken }) => usedRefreshToken)).toEqual([false, false, true])
    expect(server.liveSessions('ada')).toBe(0)
    expect(browser.jar.sent(HINT_COOKIE)).toBeNull()
    if (answer.kind !== 'granted') throw new Error('not granted')
    expect(await call(answer.grant.accessToken)).toMatchObject({ status: 401 })
  })

  it('names its other refusals', async () => {
    const { server, login, refresh } = setUp()
    expect(await refresh()).toMatchObject({ code: 'missing' })
    await login()
    server.expireRefreshTokens()
    expect(await refresh()).toMatchObject({ code: 'expired' })
    await login()
    server.revokeSessions()
    expect(await refresh()).toMatchObject({ code: 'revoked' })
  })
})

describe('sign-out', () => {
  it.each([
    ['session', 0],
    ['presented-token', 1],
  ] as const)('that ends the %s, of a refresh that is under way, leaves %i sessions', async (logoutEnds, left) => {
    const { clock, server, api, login, refresh } = setUp({ logoutEnds })
    await login()
    const hold = server.hold('/auth/refresh')
    const answer = refresh()
    await hold.arrived
    expect(await api.logout({ signal: never, accessToken: null })).toEqual({ kind: 'told' })
    hold.release()
    await answer
    await clock.settle()
    expect(server.liveSessions()).toBe(left)
  })
})

describe('access tokens', () => {
  it('end by the server’s own clock, which neither sleep nor the device’s clock bends', async () => {
    const { clock, login, call } = setUp({ accessTokenTtl: 60, clockOffset: 5 * 3_600_000 })
    const { accessToken } = await login()
    clock.shiftWall(12 * 3_600_000)
    expect(await call(accessToken)).toMatchObject({ status: 200 })
    clock.sleep(60_000)
    expect(await call(accessToken)).toMatchObject({ status: 401 })
  })

  it('may be opaque, without a stated end, without any end, or odd', async () => {
    expect((await setUp({ accessTokens: 'opaque' }).login()).accessToken).toBe('access-1')
    expect((await setUp({ omitExpiresIn: true }).login()).expiresIn).toBeNull()
    const endless = await setUp({ accessTokenTtl: null }).login()
    expect([endless.expiresIn, jwtDecode(endless.accessToken).exp]).toEqual([null, undefined])
    const odd = await setUp({ claims: (claims) => ({ ...claims, exp: 'soon' }) }).login()
    expect(jwtDecode(odd.accessToken).exp).toBe('soon')
  })
})

it('revokes no session of somebody whom it does not know', () => {
  expect(() => setUp().server.revokeSessions('Ada')).toThrow('The fake server knows no user "Ada".')
})

describe('data', () => {
  it.each(['things', '/things?page=2', 'https://app.test/api/things', '/api/things', '/things/:id', '/things/*'])(
    'is not to be had at %s',
    (path) => {
      const { server } = setUp()
      const said = 'is not a path below /api'
      expect(() => server.reply('GET', path, {})).toThrow(said)
      expect(() => server.fail({ path, status: 500 })).toThrow(said)
      expect(() => server.hold(path)).toThrow(said)
    },
  )

  it('answers who it is, echoes, and answers what the test wants', async () => {
    const { server, login, call } = setUp()
    const { accessToken } = await login()
    server.reply('GET', '/things', { data: ['thing'] })
    server.reply('GET', '/broken', { status: 418 })
    const texts = await Promise.all([
      call(accessToken),
      call(accessToken, '/api/notes?page=2', 'POST', '{"text":"hi"}'),
      call(accessToken, '/api/things'),
    ])
    expect(texts.map((answer) => (answer.kind === 'answer' ? (JSON.parse(answer.text) as unknown) : null))).toEqual([
      expect.objectContaining({ username: 'ada' }),
      { method: 'POST', path: '/notes', body: { text: 'hi' }, user: 'ada' },
      ['thing'],
    ])
    expect(await call(accessToken, '/api/broken')).toMatchObject({ status: 418 })
    expect(server.log.at(2)).toMatchObject({ path: '/notes', query: '?page=2', tokenOwner: 'ada', sid: 'session-1' })
    expect(server.counts('POST', '/notes')).toBe(1)
  })

  it('asks for a token, but not below /public, and a stranger never does', async () => {
    const { server, call } = setUp()
    expect(await call('none')).toMatchObject({ status: 401 })
    expect(await call('none', '/api/public/news')).toMatchObject({ status: 200 })
    expect(await call('none', 'https://stranger.test/api/users/me')).toMatchObject({ status: 200 })
    expect(server.log.at(-1)).toMatchObject({ origin: 'https://stranger.test', path: '/api/users/me' })
  })
})

describe('faults', () => {
  it.each([
    [
      { status: 503, retryAfter: 7 },
      { trouble: 'server', retryAfter: 7000 },
    ],
    [
      { status: 429, retryAfter: 7, code: 'rate_limited' },
      { trouble: 'rate-limited', retryAfter: 7000 },
    ],
    [{ status: 401 }, { kind: 'refused', code: 'unnamed' }],
    [{ kind: 'network' }, { trouble: 'network' }],
    [{ kind: 'html' }, { trouble: 'malformed' }],
    [{ kind: 'truncated' }, { trouble: 'malformed' }],
  ] as const)('%o', async (fault, answer) => {
    const { server, login, refresh } = setUp()
    await login()
    server.fail({ path: '/auth/refresh', times: 2, ...fault })
    expect(await refresh()).toMatchObject(answer)
    expect(await refresh()).toMatchObject(answer)
    expect(await refresh()).toMatchObject({ kind: 'granted' })
  })

  it('reads a Retry-After that is a date against the server’s clock', async () => {
    const { clock, server, refresh } = setUp({ clockOffset: -7_200_000 })
    const until = new Date(clock.trueNow() - 7_200_000 + 30_000).toUTCString()
    server.fail({ status: 503, retryAfter: until })
    expect(await refresh()).toMatchObject({ retryAfter: 30_000 })
  })

  it('may strike after the work is done: the next refresh is a reuse, unless the cookie landed', async () => {
    const lost = setUp()
    await lost.login()
    lost.server.fail({ path: '/auth/refresh', kind: 'network', when: 'after' })
    expect(await lost.refresh()).toMatchObject({ trouble: 'network' })
    expect(await lost.refresh()).toMatchObject({ code: 'reused' })

    const cut = setUp()
    await cut.login()
    cut.server.fail({ path: '/auth/refresh', kind: 'truncated', when: 'after' })
    expect(await cut.refresh()).toMatchObject({ trouble: 'malformed' })
    expect(await cut.refresh()).toMatchObject({ kind: 'granted' })
  })

  it('may never answer: then it is the caller’s patience that ends it', async () => {
    const { server, refresh } = setUp()
    server.fail({ kind: 'timeout' })
    const patience = new AbortController()
    const answer = refresh(patience.signal)
    patience.abort()
    expect(await answer).toMatchObject({ trouble: 'timeout' })
  })

  it('is the server’s own where it does not say which', async () => {
    const { server, call } = setUp()
    server.fail({ path: '/users/me' })
    expect(await call('none')).toMatchObject({ status: 500 })
  })

  it('may be a delay alone', async () => {
    const { clock, server, login, refresh } = setUp()
    await login()
    server.fail({ path: '/auth/refresh', delayMs: 500 })
    let kind = 'none yet'
    void refresh().then((answer) => (kind = answer.kind))
    await clock.advance(499)
    expect(kind).toBe('none yet')
    await clock.advance(1)
    expect(kind).toBe('granted')
  })
})

describe('a tab that dies in mid-call', () => {
  it.each([
    ['refresh', true],
    ['login', false],
  ] as const)('%s: its cookie lands: %s, and nobody hears the answer', async (path, lands) => {
    const { clock, server, browser, tab, login, refresh } = setUp({ latency: () => 100 })
    const signedIn = login()
    await clock.advance(100)
    await signedIn
    const hint = browser.jar.sent(HINT_COOKIE)
    let heard = false
    void (path === 'refresh' ? refresh() : login()).then(() => (heard = true))
    await clock.advance(60)
    tab.kill()
    await clock.advance(40)
    expect(browser.jar.sent(HINT_COOKIE) !== hint).toBe(lands)
    expect(heard).toBe(false)
    expect(server.counts('POST', `/auth/${path}`)).toBe(path === 'login' ? 2 : 1)
  })
})

it('lands the cookie of a refresh whose caller lost patience', async () => {
  const { clock, browser, server, login, refresh } = setUp()
  await login()
  const hint = browser.jar.sent(HINT_COOKIE)
  const hold = server.hold('/auth/refresh')
  const patience = new AbortController()
  const answer = refresh(patience.signal)
  patience.abort()
  expect(await answer).toMatchObject({ trouble: 'timeout' })
  hold.release()
  await clock.settle()
  expect(browser.jar.sent(HINT_COOKIE)).not.toBe(hint)
})

it('counts how many calls are under way at once', async () => {
  const { clock, server, refresh, login } = setUp()
  await login()
  const hold = server.hold('/auth/refresh', 'before')
  void refresh()
  void refresh()
  expect(hold.waiting()).toBe(2)
  hold.release()
  await clock.settle()
  await refresh()
  expect(server.peak('/auth/refresh')).toBe(2)
  expect(server.peak('/auth/login')).toBe(1)
})
