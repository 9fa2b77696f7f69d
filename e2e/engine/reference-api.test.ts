import axios from 'axios'
import { afterEach, describe, expect, it } from 'vitest'
import { demoPassword } from '../../mocks/accounts'
import type { FaultRule } from '../../mocks/faults'
import type { AuthApi } from '../../src/auth'
import { referenceApi } from '../../src/auth/api/reference'
import { answerJson, failureOf, type Handler, type LoopbackApi, start } from './support'

const open = { open: true }
const forever = () => ({ signal: new AbortController().signal, accessToken: null })
const ada = { username: 'ada', password: demoPassword }

async function startApi(): Promise<{ api: LoopbackApi; contract: AuthApi; cookies: ReadonlyMap<string, string> }> {
  const { api, clock, network } = await start()
  const contract = referenceApi({ baseURL: '/api', baseURI: () => `${api.url}/some/page`, now: clock.now })
  return { api, contract, cookies: network.cookies }
}

/** An answer to one call, in the API's place. */
async function answering(path: string, handler: Handler) {
  const { api, contract } = await startApi()
  api.serve(path, handler, open)
  return contract
}

const USER = { id: 'usr_eve', username: 'eve', firstName: 'Eve', lastName: 'Adams', role: 'user' }

describe('signing in', () => {
  it('posts JSON, and brings what it grants', async () => {
    const { api, contract, cookies } = await startApi()
    const grant = await contract.login(ada, forever())
    expect(grant).toEqual({
      accessToken: expect.stringMatching(/^\w+\.\w+\.[\w-]+$/),
      expiresIn: 60,
      grantedAt: expect.any(Number),
      user: { id: 'usr_ada', username: 'ada', firstName: 'Ada', lastName: 'Lovelace', role: 'admin' },
    })
    const [call] = api.to('/auth/login')
    expect(call).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } })
    expect(cookies.has('refresh_token')).toBe(true)
    expect(contract.hintCookie).toBe('session_hint')
  })

  const FAILURES: readonly (readonly [string, Omit<FaultRule, 'path'>, string, number | null])[] = [
    ['401', { status: 401, code: 'invalid_credentials' }, 'invalid-credentials', null],
    ['401 without a code', { status: 401 }, 'invalid-credentials', null],
    ['400', { status: 400, code: 'invalid_request' }, 'invalid-request', null],
    ['422', { status: 422 }, 'invalid-request', null],
    ['403', { status: 403 }, 'invalid-request', null],
    ['423', { status: 423 }, 'invalid-request', null],
    ['404', { status: 404 }, 'server', null],
    ['429', { status: 429 }, 'rate-limited', null],
    ['429 with seconds', { status: 429, retryAfter: 30 }, 'rate-limited', 30_000],
    ['429 with a time that can’t be read', { status: 429, retryAfter: 'soon' }, 'rate-limited', null],
    ['500', { status: 500 }, 'server', null],
    ['503 with seconds', { status: 503, retryAfter: 5 }, 'server', 5000],
    ['a reset', { kind: 'reset' }, 'unreachable', null],
    ['HTML', { kind: 'html' }, 'malformed-answer', null],
    ['half a JSON', { kind: 'truncated' }, 'malformed-answer', null],
    ['nothing', { kind: 'empty' }, 'malformed-answer', null],
    ['JSON of another kind', { status: 200, body: { token: 'x' } }, 'malformed-answer', null],
  ]

  it.each(FAILURES)('%s', async (_name, rule, failure, retryAfter) => {
    const { api, contract } = await startApi()
    api.control.fail({ ...rule, path: '/auth/login' })
    expect(await failureOf(contract.login(ada, forever()))).toMatchObject({ name: 'SignInError', failure, retryAfter })
  })

  it.each([
    [400, /does not accept this \(400\)/],
    [401, /username or the password is wrong/],
    [429, /Too many attempts/],
    [503, /problem \(503\)\. Nothing was checked/],
  ])('%i says what happened', async (status, message) => {
    const { api, contract } = await startApi()
    api.control.fail({ path: '/auth/login', status })
    expect(await failureOf(contract.login(ada, forever()))).toMatchObject({
      message: expect.stringMatching(message) as string,
    })
  })

  it('a page with 500 or more is a server that is down, not another that answers in its place', async () => {
    const down = await answering('/auth/login', (response) => {
      response.writeHead(500, { 'Content-Type': 'text/html' }).end('<h1>Sorry</h1>')
    })
    expect(await failureOf(down.login(ada, forever()))).toMatchObject({ failure: 'server' })
  })

  it('429 with a date is counted by the server’s clock', async () => {
    const { api, contract } = await startApi()
    const { clock } = await start()
    api.control.fail({ path: '/auth/login', status: 429, retryAfter: new Date(clock.now() + 90_000).toUTCString() })
    expect(await failureOf(contract.login(ada, forever()))).toMatchObject({ retryAfter: 90_000 })
  })

  it('given up: unreachable', async () => {
    const { api, contract } = await startApi()
    const held = api.hold('/auth/login')
    const controller = new AbortController()
    const failure = failureOf(contract.login(ada, { signal: controller.signal }))
    await held.arrived
    controller.abort()
    expect(await failure).toMatchObject({ name: 'SignInError', failure: 'unreachable' })
    held.release()
  })

  it('a redirect to a page of sign-in is no grant', async () => {
    const { api, contract } = await startApi()
    api.serve('/portal', (response) => void response.end('<h1>Welcome</h1>'), open)
    api.serve('/auth/login', (response) => void response.writeHead(302, { Location: '/portal' }).end(), open)
    expect(await failureOf(contract.login(ada, forever()))).toMatchObject({ failure: 'malformed-answer' })
  })
})

describe('what a grant may look like', () => {
  const GRANTS: readonly (readonly [string, unknown, object])[] = [
    ['no expiresIn', { accessToken: 'a.b.c', user: USER }, { expiresIn: null }],
    ['expiresIn null', { accessToken: 'a.b.c', expiresIn: null, user: USER }, { expiresIn: null }],
    ['expiresIn as text', { accessToken: 'a.b.c', expiresIn: '60', user: USER }, { expiresIn: null }],
    ['a negative expiresIn', { accessToken: 'a.b.c', expiresIn: -1, user: USER }, { expiresIn: null }],
    ['expiresIn 0', { accessToken: 'a.b.c', expiresIn: 0, user: USER }, { expiresIn: 0 }],
    ['an opaque token', { accessToken: 'abc-_.~+/9==', user: USER }, { accessToken: 'abc-_.~+/9==' }],
    ['a numeric id', { accessToken: 'a', user: { ...USER, id: 7 } }, { user: { ...USER, id: '7' } }],
    ['an unknown role', { accessToken: 'a', user: { ...USER, role: 'root' } }, { user: { ...USER, role: 'user' } }],
    [
      'only an id',
      { accessToken: 'a', user: { id: 'x' } },
      { user: { id: 'x', username: 'x', firstName: '', lastName: '', role: 'user' } },
    ],
    ['more than is known', { accessToken: 'a', user: { ...USER, more: 1 }, more: 1 }, { user: USER }],
  ]

  it.each(GRANTS)('%s', async (_name, body, expected) => {
    const contract = await answering('/auth/refresh', (response) => answerJson(response, body))
    const answer = await contract.refresh(forever())
    expect(answer).toMatchObject({ kind: 'granted', grant: expected })
  })

  it.each([
    ['no token', { user: USER }],
    ['an empty token', { accessToken: '', user: USER }],
    ['a token that is no text', { accessToken: 1, user: USER }],
    ['a token that would break out of its header', { accessToken: 'a\r\nX-Evil: 1', user: USER }],
    ['a token with a space', { accessToken: 'a b', user: USER }],
    ['no user', { accessToken: 'a' }],
    ['a user without an id', { accessToken: 'a', user: { username: 'x' } }],
    ['an empty id', { accessToken: 'a', user: { id: '' } }],
    ['an array', []],
    ['null', null],
  ])('but not: %s', async (_name, body) => {
    const contract = await answering('/auth/refresh', (response) => answerJson(response, body))
    expect(await contract.refresh(forever())).toMatchObject({ kind: 'trouble', trouble: 'malformed', retryAfter: null })
  })
})

describe('refreshing', () => {
  it('posts no body, presents the cookie, and brings what it grants', async () => {
    const { api, contract, cookies } = await startApi()
    await contract.login(ada, forever())
    const before = cookies.get('refresh_token')
    expect(await contract.refresh(forever())).toMatchObject({
      kind: 'granted',
      grant: { expiresIn: 60, user: { id: 'usr_ada' } },
    })
    expect(cookies.get('refresh_token')).not.toBe(before)
    const [call] = api.to('/auth/refresh')
    expect(call?.headers.cookie).toContain(`refresh_token=${before ?? ''}`)
    expect(call?.headers['content-length'] ?? '0').toBe('0')
    expect(call?.headers.authorization).toBeUndefined()
  })

  const REFUSALS = [
    ['refresh_token_missing', 'missing'],
    ['refresh_token_expired', 'expired'],
    ['refresh_token_revoked', 'revoked'],
    ['refresh_token_reused', 'reused'],
    ['some_other', 'unnamed'],
    [undefined, 'unnamed'],
  ] as const

  it.each([400, 401, 403].flatMap((status) => REFUSALS.map(([code, expected]) => [status, code, expected] as const)))(
    '%i with the code %s is a refusal: %s',
    async (status, code, expected) => {
      const { api, contract } = await startApi()
      api.control.fail({ path: '/auth/refresh', status, ...(code === undefined ? {} : { code }) })
      expect(await contract.refresh(forever())).toMatchObject({
        kind: 'refused',
        code: expected,
        cause: { name: 'AxiosError' },
      })
    },
  )

  it('a refusal as the API itself says it', async () => {
    const { api, contract } = await startApi()
    expect(await contract.refresh(forever())).toMatchObject({ kind: 'refused', code: 'missing' })
    await contract.login(ada, forever())
    await api.control.revokeSessions()
    expect(await contract.refresh(forever())).toMatchObject({ kind: 'refused', code: 'revoked' })
  })

  it('a refusal that is a page is unnamed', async () => {
    const contract = await answering(
      '/auth/refresh',
      (response) => void response.writeHead(401).end('<h1>Sign in</h1>'),
    )
    expect(await contract.refresh(forever())).toMatchObject({ kind: 'refused', code: 'unnamed' })
  })

  const TROUBLES: readonly (readonly [string, Omit<FaultRule, 'path'>, string, number | null])[] = [
    ...[404, 405, 408, 409, 410, 500, 502, 503, 504].map(
      (status) => [String(status), { status }, 'server', null] as const,
    ),
    ['429', { status: 429 }, 'rate-limited', null],
    ['429 with seconds', { status: 429, retryAfter: 12 }, 'rate-limited', 12_000],
    ['503 with seconds', { status: 503, retryAfter: 12 }, 'server', 12_000],
    ['500 with the code of a refusal', { status: 500, code: 'refresh_token_revoked' }, 'server', null],
    ['a reset', { kind: 'reset' }, 'network', null],
    ['HTML', { kind: 'html' }, 'malformed', null],
    ['half a JSON', { kind: 'truncated' }, 'malformed', null],
    ['nothing', { kind: 'empty' }, 'malformed', null],
    ['204', { status: 204, body: '' }, 'malformed', null],
  ]

  it.each(TROUBLES)('%s is trouble', async (_name, rule, trouble, retryAfter) => {
    const { api, contract } = await startApi()
    api.control.fail({ ...rule, path: '/auth/refresh' })
    expect(await contract.refresh(forever())).toMatchObject({ kind: 'trouble', trouble, retryAfter })
  })

  it.each([-12, 0, 12])('a date in Retry-After is counted by the server’s clock, %i h off', async (hours) => {
    const { api, clock } = await start({ serverOffset: hours * 3_600_000 })
    const contract = referenceApi({ baseURL: `${api.url}/api`, baseURI: () => null, now: clock.now })
    const until = clock.now() + hours * 3_600_000 + 90_000
    api.control.fail({ path: '/auth/refresh', status: 429, retryAfter: new Date(until).toUTCString() })
    expect(await contract.refresh(forever())).toMatchObject({ retryAfter: 90_000 })
  })

  it('a date that has passed is no wait', async () => {
    const { api, contract } = await startApi()
    api.control.fail({ path: '/auth/refresh', status: 429, retryAfter: new Date(0).toUTCString() })
    expect(await contract.refresh(forever())).toMatchObject({ retryAfter: 0 })
  })

  it('given up: trouble, and no rejection', async () => {
    const { api, contract } = await startApi()
    const held = api.hold('/auth/refresh')
    const controller = new AbortController()
    const answer = contract.refresh({ signal: controller.signal })
    await held.arrived
    controller.abort()
    expect(await answer).toMatchObject({ kind: 'trouble', trouble: 'network' })
    held.release()
  })

  it('a cut in the middle of the body is trouble', async () => {
    const contract = await answering('/auth/refresh', (response) => {
      response.writeHead(200, { 'Content-Length': '500' }).write('{"accessToken":"a', () => response.destroy())
    })
    expect(await contract.refresh(forever())).toMatchObject({ kind: 'trouble' })
  })

  it('no server at all is trouble', async () => {
    const { api, contract } = await startApi()
    await api.close()
    expect(await contract.refresh(forever())).toMatchObject({ kind: 'trouble', trouble: 'network' })
  })
})

describe('HTML instead of a refusal', () => {
  it.each([400, 401, 403, 429])('%i is not about the password', async (status) => {
    const contract = await answering('/auth/login', (response) => {
      response.writeHead(status, { 'Content-Type': 'text/html' }).end('<h1>Log in to the Wi-Fi</h1>')
    })
    expect(await failureOf(contract.login(ada, forever()))).toMatchObject({
      failure: status === 429 ? 'rate-limited' : 'malformed-answer',
    })
  })
})

describe('signing out', () => {
  it('presents the cookie, and is told', async () => {
    const { api, contract, cookies } = await startApi()
    await contract.login(ada, forever())
    expect(await contract.logout(forever())).toEqual({ kind: 'told' })
    expect(cookies.size).toBe(0)
    expect(await api.liveSessions('ada')).toBe(0)
  })

  it.each([
    ['204', { status: 204, body: '' }, true],
    ['200', { status: 200, body: {} }, true],
    ['401', { status: 401 }, true],
    ['404', { status: 404 }, true],
    ['408', { status: 408 }, false],
    ['425', { status: 425 }, false],
    ['429', { status: 429 }, false],
    ['500', { status: 500 }, false],
    ['503', { status: 503 }, false],
    ['a reset', { kind: 'reset' }, false],
  ] as const)('%s', async (_name, rule, told) => {
    const { api, contract } = await startApi()
    api.control.fail({ ...rule, path: '/auth/logout' })
    expect(await contract.logout(forever())).toMatchObject({ kind: told ? 'told' : 'trouble' })
  })

  it('HTML with 200, as a hotel’s Wi-Fi answers, is not the API being told', async () => {
    const { api, contract } = await startApi()
    api.control.fail({ path: '/auth/logout', kind: 'html' })
    expect(await contract.logout(forever())).toEqual({ kind: 'trouble', retryAfter: null })
  })

  it.each([401, 403, 407])('nor is HTML with %i, as a proxy answers', async (status) => {
    const contract = await answering('/auth/logout', (response) => {
      response.writeHead(status, { 'Content-Type': 'text/html' }).end('<h1>Who are you?</h1>')
    })
    expect(await contract.logout(forever())).toEqual({ kind: 'trouble', retryAfter: null })
  })

  it.each([429, 503])('says when it may be told again: %i', async (status) => {
    const { api, contract } = await startApi()
    api.control.fail({ path: '/auth/logout', status, retryAfter: 30 })
    expect(await contract.logout(forever())).toEqual({ kind: 'trouble', retryAfter: 30_000 })
  })

  it('given up: not told', async () => {
    const { api, contract } = await startApi()
    const held = api.hold('/auth/logout')
    const controller = new AbortController()
    const told = contract.logout({ ...forever(), signal: controller.signal })
    await held.arrived
    controller.abort()
    expect(await told).toMatchObject({ kind: 'trouble' })
    held.release()
  })
})

describe('what the app makes of the global axios', () => {
  const before = { ...axios.defaults }
  afterEach(() => void Object.assign(axios.defaults, before))

  function spoil() {
    Object.assign(axios.defaults, {
      timeout: 1,
      validateStatus: () => true,
      responseType: 'arraybuffer',
      transformRequest: [() => 'spoilt'],
      transformResponse: [() => 'spoilt'],
      params: { spoilt: true },
      auth: { username: 'spoilt', password: '' },
      signal: AbortSignal.abort(),
      maxContentLength: 1,
      maxBodyLength: 1,
      headers: {
        ...before.headers,
        common: { ...before.headers.common, authorization: 'Bearer spoilt', 'X-Own': '1' },
      },
    })
  }

  it('does not bear on these calls, a header of the app’s own aside', async () => {
    spoil()
    const { api, contract } = await startApi()
    const held = api.hold('/auth/refresh', 'before')
    expect(await contract.login(ada, forever())).toMatchObject({ user: { username: 'ada' } })
    const refresh = contract.refresh(forever())
    await held.arrived
    // axios's own timer is a real one: time enough for the 1 ms above to cut the call short.
    await new Promise((passed) => setTimeout(passed, 20))
    held.release()
    expect(await refresh).toMatchObject({ kind: 'granted' })
    for (const { url, headers } of api.seen) {
      expect(url).not.toContain('spoilt')
      expect(headers.authorization).toBeUndefined()
      expect(headers['x-own']).toBe('1')
    }
  })

  it('nor on what a refusal is', async () => {
    spoil()
    const { api, contract } = await startApi()
    expect(await contract.refresh(forever())).toMatchObject({ kind: 'refused', code: 'missing' })
    expect(await failureOf(contract.login({ ...ada, password: 'wrong' }, forever()))).toMatchObject({
      failure: 'invalid-credentials',
    })
    api.control.fail({ path: '/auth/logout', status: 503 })
    expect(await contract.logout(forever())).toMatchObject({ kind: 'trouble' })
  })
})

describe('the companion cookie', () => {
  const page = 'https://www.example.test/app'
  it.each([
    ['of the page’s own host', '/api', undefined, 'session_hint'],
    ['of another port of it', 'https://www.example.test:8443/api', undefined, 'session_hint'],
    ['of another host, whose cookies the page can’t see', 'https://api.example.test/api', undefined, null],
    [
      'of another host that sets it for both, and is named',
      'https://api.example.test/api',
      'session_hint',
      'session_hint',
    ],
    ['that does not exist', '/api', null, null],
    ['that has another name', '/api', 'mine', 'mine'],
  ])('%s', (_case, baseURL, hintCookie, expected) => {
    expect(referenceApi({ baseURL, baseURI: () => page, hintCookie, now: Date.now }).hintCookie).toBe(expected)
  })
})

describe('where it is', () => {
  it('an address of its own, from a page or from none', async () => {
    const { api, clock } = await start()
    for (const baseURI of [null, 'https://page.invalid/app']) {
      const contract = referenceApi({ baseURL: `${api.url}/api/`, baseURI: () => baseURI, now: clock.now })
      await contract.refresh(forever())
    }
    expect(api.counts('/auth/refresh')).toBe(2)
  })

  it('a path can’t be resolved without a page', () => {
    expect(() => referenceApi({ baseURL: '/api', baseURI: () => null, now: Date.now })).toThrow(TypeError)
  })
})
