import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, it } from 'vitest'
import type { Answer } from './answer'
import { createMockApi, type MockApi, type MockApiOptions } from './api'
import { demoAccounts, demoPassword } from './accounts'
import type { ApiCall } from './call'
import { serializeCookie } from './cookies'
import { people } from './people'

/** Half-way through a second, so that rounding shows. */
const START = Date.parse('2030-01-01T00:00:00.500Z')

interface Grant {
  readonly accessToken: string
  readonly tokenType: string
  readonly expiresIn?: number
  readonly user: unknown
}

interface SignedIn {
  readonly accessToken: string
  readonly refreshToken: string
}

function setUp(options: MockApiOptions = {}) {
  let now = START
  const sleeps: number[] = []
  const sleep = (ms: number): Promise<void> => {
    sleeps.push(ms)
    return Promise.resolve()
  }
  const api = createMockApi({ clock: () => now, sleep, ...options })
  return { api, sleeps, control: api.control, wait: (seconds: number) => void (now += seconds * 1000) }
}

async function call(api: MockApi, line: string, rest: Partial<ApiCall> = {}): Promise<Answer> {
  const [method = '', path = ''] = line.split(' ')
  const outcome = await api.handle({
    method,
    path,
    authorization: null,
    refreshToken: null,
    body: '',
    userAgent: 'Test/1.0',
    ip: '192.0.2.1',
    secure: false,
    ...rest,
  })
  if (typeof outcome === 'string') throw new Error(`no answer: ${outcome}`)
  return outcome
}

const login = (api: MockApi, username = 'ada', password = demoPassword, rest: Partial<ApiCall> = {}): Promise<Answer> =>
  call(api, 'POST /auth/login', { body: JSON.stringify({ username, password }), ...rest })

const refresh = (api: MockApi, refreshToken: string | null): Promise<Answer> =>
  call(api, 'POST /auth/refresh', { refreshToken })

const get = (api: MockApi, path: string, accessToken: string): Promise<Answer> =>
  call(api, `GET ${path}`, { authorization: `Bearer ${accessToken}` })

const read = <T = Grant>(answer: Answer): T => JSON.parse(answer.body ?? '') as T

const cookie = (answer: Answer, name: string): string =>
  answer.cookies.find((candidate) => candidate.name === name)?.value ?? ''

const tokens = (answer: Answer): SignedIn => ({
  accessToken: read(answer).accessToken,
  refreshToken: cookie(answer, 'refresh_token'),
})

const signIn = async (api: MockApi, username?: string): Promise<SignedIn> => tokens(await login(api, username))

function expectProblem(answer: Answer, status: number, code: string): void {
  expect(answer).toMatchObject({ status, code, headers: { 'Content-Type': 'application/problem+json' } })
  expect(read(answer)).toEqual({
    type: expect.any(String),
    title: expect.any(String),
    status,
    code,
    detail: expect.stringMatching(/^[A-Z].*\.$/),
  })
}

const expectCleared = (answer: Answer): void => {
  expect(answer.cookies.map(serializeCookie)).toEqual([
    'refresh_token=; HttpOnly; SameSite=Strict; Path=/api/auth; Max-Age=0',
    'session_hint=; SameSite=Strict; Path=/; Max-Age=0',
  ])
}

describe('sign-in', () => {
  it('grants a token, names the user and sets both cookies', async () => {
    const { api } = setUp()
    const answer = await login(api)
    const user = { id: 'usr_ada', username: 'ada', firstName: 'Ada', lastName: 'Lovelace', role: 'admin' }
    expect(answer.status).toBe(200)
    expect(answer.headers).toEqual({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    expect(read(answer)).toEqual({ accessToken: expect.any(String), tokenType: 'Bearer', expiresIn: 60, user })
    expect(answer.cookies.map(serializeCookie)).toEqual([
      expect.stringMatching(
        /^refresh_token=[0-9a-f]{64}; HttpOnly; SameSite=Strict; Path=\/api\/auth; Max-Age=604800$/,
      ),
      expect.stringMatching(/^session_hint=[0-9a-f]{16}; SameSite=Strict; Path=\/; Max-Age=604800$/),
    ])
  })

  it('marks cookies Secure under https', async () => {
    const { api } = setUp()
    const { cookies } = await login(api, 'ada', demoPassword, { secure: true })
    expect(cookies.map((each) => each.secure)).toEqual([true, true])
  })

  it('signs a JWT with the claims of the contract', async () => {
    const { api } = setUp()
    const { accessToken } = await signIn(api)
    const iat = Math.floor(START / 1000)
    expect(decodeProtectedHeader(accessToken)).toEqual({ alg: 'HS256', typ: 'JWT' })
    expect(decodeJwt(accessToken)).toEqual({
      sub: 'usr_ada',
      role: 'admin',
      sid: expect.any(String),
      iat,
      exp: iat + 60,
      jti: expect.any(String),
    })
  })

  it('leaves out expiresIn, exp and the hint when told to', async () => {
    const { api } = setUp({ omitExpiresIn: true, omitExp: true, hint: false })
    const answer = await login(api)
    expect(read(answer)).not.toHaveProperty('expiresIn')
    expect(decodeJwt(read(answer).accessToken)).not.toHaveProperty('exp')
    expect(answer.cookies.map((each) => each.name)).toEqual(['refresh_token'])
  })

  it.each([
    '',
    'not json',
    'null',
    '[]',
    '{"username":"ada"}',
    '{"username":"","password":"x"}',
    '{"username":1,"password":2}',
  ])('refuses the body %j', async (body) => {
    const { api } = setUp()
    expectProblem(await call(api, 'POST /auth/login', { body }), 400, 'invalid_request')
  })

  it.each([
    ['ada', 'wrong'],
    ['nobody', demoPassword],
    ['__proto__', demoPassword],
  ])('refuses %s with %s', async (username, password) => {
    const { api } = setUp()
    const answer = await login(api, username, password)
    expectProblem(answer, 401, 'invalid_credentials')
    expect(answer.cookies).toEqual([])
  })

  it('asks to wait after five wrong passwords in a minute, for that username alone', async () => {
    const { api, wait } = setUp()
    await login(api, 'ada', 'wrong')
    wait(20)
    for (let n = 0; n < 4; n += 1) expectProblem(await login(api, 'ada', 'wrong'), 401, 'invalid_credentials')
    const limited = await login(api)
    expectProblem(limited, 429, 'rate_limited')
    expect(limited.headers['Retry-After']).toBe('40')
    expect((await login(api, 'grace')).status).toBe(200)
    wait(40)
    expect((await login(api)).status).toBe(200)
  })

  it('forgets wrong passwords after a right one', async () => {
    const { api } = setUp()
    for (let round = 0; round < 2; round += 1) {
      for (let n = 0; n < 4; n += 1) await login(api, 'ada', 'wrong')
      expect((await login(api)).status).toBe(200)
    }
  })

  it('ends the session whose cookie it overwrites', async () => {
    const { api } = setUp()
    const ada = await signIn(api)
    await login(api, 'grace', demoPassword, { refreshToken: ada.refreshToken })
    expectProblem(await get(api, '/users/me', ada.accessToken), 401, 'invalid_token')
  })

  it('has the demo accounts among its people', async () => {
    const { api } = setUp()
    for (const { username, password, firstName, role } of demoAccounts) {
      expect(read(await login(api, username, password)).user).toMatchObject({ username, firstName, role })
    }
    expect(people.length).toBeGreaterThanOrEqual(25)
    expect(new Set(people.map((person) => person.id)).size).toBe(people.length)
  })
})

describe('refresh', () => {
  it('rotates the token and the hint', async () => {
    const { api } = setUp()
    const first = await login(api)
    const second = await refresh(api, tokens(first).refreshToken)
    expect(second.status).toBe(200)
    expect(Object.keys(read(second))).toEqual(Object.keys(read(first)))
    for (const name of ['refresh_token', 'session_hint']) expect(cookie(second, name)).not.toBe(cookie(first, name))
    expect(tokens(second).accessToken).not.toBe(tokens(first).accessToken)
    expect((await refresh(api, tokens(second).refreshToken)).status).toBe(200)
  })

  it('leaves access tokens issued before valid', async () => {
    const { api } = setUp()
    const { accessToken, refreshToken } = await signIn(api)
    await refresh(api, refreshToken)
    expect((await get(api, '/users/me', accessToken)).status).toBe(200)
  })

  it('refuses a missing token', async () => {
    const { api } = setUp()
    const answer = await refresh(api, null)
    expectProblem(answer, 401, 'refresh_token_missing')
    expectCleared(answer)
  })

  it('refuses an unknown token as revoked', async () => {
    const { api } = setUp()
    const answer = await refresh(api, 'made-up')
    expectProblem(answer, 401, 'refresh_token_revoked')
    expectCleared(answer)
  })

  it('refuses an expired token; each rotation counts anew', async () => {
    const { api, wait } = setUp({ refreshTokenTtl: 100 })
    const first = await signIn(api)
    wait(99)
    const second = tokens(await refresh(api, first.refreshToken))
    wait(99)
    const third = tokens(await refresh(api, second.refreshToken))
    wait(100)
    const answer = await refresh(api, third.refreshToken)
    expectProblem(answer, 401, 'refresh_token_expired')
    expectCleared(answer)
  })

  it('refuses a revoked token', async () => {
    const { api, control } = setUp()
    const { refreshToken } = await signIn(api)
    await control.revokeSessions('ada')
    const answer = await refresh(api, refreshToken)
    expectProblem(answer, 401, 'refresh_token_revoked')
    expectCleared(answer)
  })

  it('takes a used token for stolen and ends its whole session, and no other', async () => {
    const { api, control } = setUp()
    const other = await signIn(api)
    const first = await signIn(api)
    const second = tokens(await refresh(api, first.refreshToken))
    const answer = await refresh(api, first.refreshToken)
    expectProblem(answer, 401, 'refresh_token_reused')
    expectCleared(answer)
    expect(control.reuseDetected).toBe(1)
    expectProblem(await refresh(api, second.refreshToken), 401, 'refresh_token_revoked')
    expectProblem(await get(api, '/users/me', second.accessToken), 401, 'invalid_token')
    expect((await refresh(api, other.refreshToken)).status).toBe(200)
    expect(control.reuseDetected).toBe(1)
  })

  it('lets one of two at once win', async () => {
    const { api } = setUp()
    const { refreshToken } = await signIn(api)
    const answers = await Promise.all([refresh(api, refreshToken), refresh(api, refreshToken)])
    expect(answers.map(({ status }) => status)).toEqual([200, 401])
    expect(answers[1]?.code).toBe('refresh_token_reused')
  })
})

describe('logout', () => {
  it('ends the session and clears the cookies', async () => {
    const { api } = setUp()
    const { accessToken, refreshToken } = await signIn(api)
    const answer = await call(api, 'POST /auth/logout', { refreshToken })
    expect(answer).toMatchObject({ status: 204, body: null })
    expectCleared(answer)
    expectProblem(await refresh(api, refreshToken), 401, 'refresh_token_revoked')
    expectProblem(await get(api, '/users/me', accessToken), 401, 'invalid_token')
  })

  it.each([null, 'made-up'])('answers 204 to the token %j too', async (refreshToken) => {
    const { api } = setUp()
    const answer = await call(api, 'POST /auth/logout', { refreshToken })
    expect(answer.status).toBe(204)
    expectCleared(answer)
  })

  it.each([
    ['session', 401],
    ['presented-token', 200],
  ] as const)('which ends the %s leaves a successor with %i', async (logoutEnds, status) => {
    const { api } = setUp({ logoutEnds })
    const first = await signIn(api)
    const second = tokens(await refresh(api, first.refreshToken))
    await call(api, 'POST /auth/logout', { refreshToken: first.refreshToken })
    expect((await refresh(api, second.refreshToken)).status).toBe(status)
  })

  it('of the presented token ends its session when it is the newest', async () => {
    const { api } = setUp({ logoutEnds: 'presented-token' })
    const { refreshToken } = await signIn(api)
    await call(api, 'POST /auth/logout', { refreshToken })
    expectProblem(await refresh(api, refreshToken), 401, 'refresh_token_revoked')
  })
})

describe('protected calls', () => {
  const protectedCalls = ['GET /users/me', 'GET /users', 'GET /sessions', 'DELETE /sessions', 'DELETE /sessions/some']

  it.each(protectedCalls)('%s asks for a token', async (line) => {
    const { api } = setUp()
    for (const authorization of [null, 'Basic YTpi', 'Bearer']) {
      const answer = await call(api, line, { authorization })
      expectProblem(answer, 401, 'invalid_token')
      expect(answer.headers['WWW-Authenticate']).toBe('Bearer')
    }
  })

  it.each(protectedCalls)('%s refuses a bad token', async (line) => {
    const { api } = setUp()
    const { accessToken } = await signIn(api)
    const foreign = await signIn(setUp().api)
    const [header = '', payload = ''] = accessToken.split('.')
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`
    for (const token of ['not-a-jwt', `${header}.${payload}.AAAA`, unsigned, foreign.accessToken]) {
      const answer = await call(api, line, { authorization: `Bearer ${token}` })
      expectProblem(answer, 401, 'invalid_token')
      expect(answer.headers['WWW-Authenticate']).toBe('Bearer error="invalid_token"')
    }
  })

  it('takes a token for the whole lifetime that was promised, and no more than a second longer', async () => {
    const { api, wait } = setUp()
    const { accessToken } = await signIn(api)
    wait(59.999)
    expect((await get(api, '/users/me', accessToken)).status).toBe(200)
    wait(1.001)
    expectProblem(await get(api, '/users/me', accessToken), 401, 'invalid_token')
  })

  it('GET /users/me names the user; HEAD is answered alike', async () => {
    const { api } = setUp()
    const { accessToken } = await signIn(api, 'grace')
    expect(read(await get(api, '/users/me', accessToken))).toEqual(people.find(({ username }) => username === 'grace'))
    expect((await call(api, 'HEAD /users/me', { authorization: `bearer ${accessToken}` })).status).toBe(200)
  })

  it('GET /users is for admins', async () => {
    const { api } = setUp()
    const ada = await signIn(api)
    const grace = await signIn(api, 'grace')
    expect(read<unknown[]>(await get(api, '/users', ada.accessToken))).toEqual(people)
    expectProblem(await get(api, '/users', grace.accessToken), 403, 'forbidden')
  })

  it('knows no other address and method', async () => {
    const { api } = setUp()
    for (const line of ['GET /nothing', 'GET /', 'GET /users/me/x', 'DELETE /sessions/', 'DELETE /sessions/a/b']) {
      expectProblem(await call(api, line), 404, 'not_found')
    }
    const answer = await call(api, 'PUT /sessions')
    expectProblem(answer, 405, 'method_not_allowed')
    expect(answer.headers['Allow']).toBe('GET, DELETE')
    expectProblem(await call(api, 'GET /auth/login'), 405, 'method_not_allowed')
  })
})

describe('sessions', () => {
  interface Listed {
    readonly id: string
    readonly current: boolean
  }
  const list = async (api: MockApi, accessToken: string): Promise<readonly Listed[]> =>
    read<Listed[]>(await get(api, '/sessions', accessToken))

  it('lists the live ones of the user, as they are used', async () => {
    const { api, wait } = setUp()
    await signIn(api, 'grace')
    const over = await signIn(api)
    await call(api, 'POST /auth/logout', { refreshToken: over.refreshToken })
    await login(api, 'ada', demoPassword, { userAgent: 'Phone/2.0', ip: '198.51.100.7' })
    const here = await signIn(api)
    wait(30)
    await refresh(api, here.refreshToken)
    const createdAt = '2030-01-01T00:00:00.500Z'
    expect(await list(api, here.accessToken)).toEqual([
      {
        id: expect.any(String),
        userAgent: 'Phone/2.0',
        ip: '198.51.100.7',
        createdAt,
        lastUsedAt: createdAt,
        current: false,
      },
      {
        id: decodeJwt(here.accessToken)['sid'],
        userAgent: 'Test/1.0',
        ip: '192.0.2.1',
        createdAt,
        lastUsedAt: '2030-01-01T00:00:30.500Z',
        current: true,
      },
    ])
  })

  it('leaves out the expired', async () => {
    const { api, control } = setUp()
    const { accessToken, refreshToken } = await signIn(api)
    await control.expireRefreshTokens()
    expect(await list(api, accessToken)).toEqual([])
    expectProblem(await refresh(api, refreshToken), 401, 'refresh_token_expired')
  })

  it('ends one of them', async () => {
    const { api } = setUp()
    const there = await signIn(api)
    const here = await signIn(api)
    const other = (await list(api, here.accessToken)).find(({ current }) => !current)
    const authorization = `Bearer ${here.accessToken}`
    expect((await call(api, `DELETE /sessions/${other?.id}`, { authorization })).status).toBe(204)
    expectProblem(await get(api, '/users/me', there.accessToken), 401, 'invalid_token')
    expectProblem(await refresh(api, there.refreshToken), 401, 'refresh_token_revoked')
    expectProblem(await call(api, `DELETE /sessions/${other?.id}`, { authorization }), 404, 'not_found')
  })

  it('ends none of another user', async () => {
    const { api } = setUp()
    const ada = await signIn(api)
    const grace = await signIn(api, 'grace')
    const authorization = `Bearer ${ada.accessToken}`
    const sid = String(decodeJwt(grace.accessToken)['sid'])
    expectProblem(await call(api, `DELETE /sessions/${sid}`, { authorization }), 404, 'not_found')
    expect((await get(api, '/users/me', grace.accessToken)).status).toBe(200)
  })

  it('ends all but this one', async () => {
    const { api } = setUp()
    const grace = await signIn(api, 'grace')
    const there = await signIn(api)
    const here = await signIn(api)
    const answer = await call(api, 'DELETE /sessions', { authorization: `Bearer ${here.accessToken}` })
    expect(answer.status).toBe(204)
    expect((await list(api, here.accessToken)).map(({ current }) => current)).toEqual([true])
    expectProblem(await refresh(api, there.refreshToken), 401, 'refresh_token_revoked')
    expect((await refresh(api, grace.refreshToken)).status).toBe(200)
  })

  it('are forgotten a week after their end, with their tokens', async () => {
    const { api, wait } = setUp({ refreshTokenTtl: 10 })
    await signIn(api)
    wait(8 * 24 * 3600)
    await signIn(api)
    const state = await api.store.read()
    expect([state.sessions.size, state.refreshTokens.size]).toEqual([1, 1])
  })
})

describe('the access-token flow', () => {
  it('grants a long-lived token and no cookie', async () => {
    const { api, wait } = setUp({ flow: 'access-token' })
    const answer = await login(api)
    expect(read(answer).expiresIn).toBe(3600)
    expect(answer.cookies).toEqual([])
    wait(3599)
    expect((await get(api, '/users/me', read(answer).accessToken)).status).toBe(200)
    wait(2)
    expectProblem(await get(api, '/users/me', read(answer).accessToken), 401, 'invalid_token')
  })

  it('has no refresh and no logout', async () => {
    const { api } = setUp({ flow: 'access-token' })
    expectProblem(await refresh(api, null), 404, 'not_found')
    expectProblem(await call(api, 'POST /auth/logout'), 404, 'not_found')
  })

  it('still has sessions that can be revoked', async () => {
    const { api, control } = setUp({ flow: 'access-token' })
    const { accessToken } = await signIn(api)
    expect(read<unknown[]>(await get(api, '/sessions', accessToken))).toHaveLength(1)
    await control.revokeSessions()
    expectProblem(await get(api, '/users/me', accessToken), 401, 'invalid_token')
  })
})

describe('control', () => {
  it('revokes the sessions of one user', async () => {
    const { api, control } = setUp()
    const ada = await signIn(api)
    const grace = await signIn(api, 'grace')
    await control.revokeSessions('ada')
    await control.revokeSessions('nobody')
    expect((await get(api, '/users/me', ada.accessToken)).status).toBe(401)
    expect((await get(api, '/users/me', grace.accessToken)).status).toBe(200)
  })

  it('expires access tokens, which a refresh makes good', async () => {
    const { api, control } = setUp()
    const { accessToken, refreshToken } = await signIn(api)
    await control.expireAccessTokens()
    expectProblem(await get(api, '/users/me', accessToken), 401, 'invalid_token')
    const renewed = tokens(await refresh(api, refreshToken))
    expect((await get(api, '/users/me', renewed.accessToken)).status).toBe(200)
  })

  it('changes options while it runs', async () => {
    const { api, control } = setUp()
    control.setOptions({ accessTokenTtl: 5 })
    expect(read(await login(api)).expiresIn).toBe(5)
    expect(control.options.accessTokenTtl).toBe(5)
  })

  it('logs every call, and nothing that grants anything', async () => {
    const { api, control, wait } = setUp()
    const { accessToken, refreshToken } = await signIn(api)
    wait(1)
    await get(api, '/users/me', accessToken)
    await get(api, '/users/me', 'garbage')
    await refresh(api, refreshToken)
    const anonymous = { tokenJti: null, tokenSub: null, code: null }
    expect(control.log).toEqual([
      { ...anonymous, method: 'POST', path: '/auth/login', at: START, status: 200 },
      {
        method: 'GET',
        path: '/users/me',
        at: START + 1000,
        status: 200,
        code: null,
        tokenJti: decodeJwt(accessToken).jti,
        tokenSub: 'usr_ada',
      },
      { ...anonymous, method: 'GET', path: '/users/me', at: START + 1000, status: 401, code: 'invalid_token' },
      { ...anonymous, method: 'POST', path: '/auth/refresh', at: START + 1000, status: 200 },
    ])
    const written = JSON.stringify(control.log)
    for (const secret of [accessToken, refreshToken, demoPassword]) expect(written).not.toContain(secret)
    expect(control.counts('GET', '/users/me')).toBe(2)
  })

  it('resets to the start', async () => {
    const { api, control } = setUp()
    const { accessToken, refreshToken } = await signIn(api)
    await refresh(api, refreshToken)
    await refresh(api, refreshToken)
    control.fail({ status: 503 })
    control.setOptions({ flow: 'access-token' })
    await control.reset()
    expect(control).toMatchObject({ log: [], reuseDetected: 0, options: { flow: 'refresh-token' } })
    expect((await get(api, '/users/me', accessToken)).status).toBe(401)
    expectProblem(await refresh(api, refreshToken), 401, 'refresh_token_revoked')
  })
})

describe('faults', () => {
  it('meet the calls that fit, as often as told', async () => {
    const { api, control } = setUp()
    control.fail({ method: 'POST', path: '/auth/refresh', status: 503, retryAfter: 7, times: 2 })
    const { accessToken, refreshToken } = await signIn(api)
    expect((await get(api, '/users/me', accessToken)).status).toBe(200)
    for (let n = 0; n < 2; n += 1) {
      const answer = await refresh(api, refreshToken)
      expect(answer).toMatchObject({ status: 503, code: null, cookies: [], headers: { 'Retry-After': '7' } })
      expect(read(answer)).not.toHaveProperty('code')
    }
    expect((await refresh(api, refreshToken)).status).toBe(200)
  })

  it('fit by pattern, in the order given, and can be taken back', async () => {
    const { api, control } = setUp()
    const takeBack = control.fail({ path: /^\/auth\//, status: 500, times: Infinity })
    control.fail({ status: 502 })
    expect((await login(api)).status).toBe(500)
    expect((await call(api, 'GET /users')).status).toBe(502)
    expect((await login(api)).status).toBe(500)
    takeBack()
    expect((await login(api)).status).toBe(200)
    control.fail({ status: 504 })
    control.clearFaults()
    expect((await login(api)).status).toBe(200)
  })

  it('answer with the code, the body and the type they name', async () => {
    const { api, control } = setUp()
    control.fail({ status: 401, code: 'refresh_token_expired' })
    expectProblem(await refresh(api, null), 401, 'refresh_token_expired')
    control.fail({ status: 200, body: { accessToken: 'x' } })
    expect(await refresh(api, null)).toMatchObject({ status: 200, body: '{"accessToken":"x"}' })
    control.fail({ status: 502, body: '<h1>Bad gateway</h1>', contentType: 'text/html' })
    expect(await refresh(api, null)).toMatchObject({
      body: '<h1>Bad gateway</h1>',
      headers: { 'Content-Type': 'text/html' },
    })
  })

  it.each(['before', 'after'] as const)('make a call slow %s its work', async (when) => {
    const { api, control, sleeps } = setUp()
    const { refreshToken } = await signIn(api)
    control.fail({ path: '/auth/refresh', when, delayMs: 400 })
    expect((await refresh(api, refreshToken)).status).toBe(200)
    expect(sleeps).toEqual([400])
  })

  it('before the work leave it undone', async () => {
    const { api, control } = setUp()
    const { refreshToken } = await signIn(api)
    for (const kind of ['status', 'html', 'truncated', 'empty'] as const) {
      control.fail({ kind })
      expect((await refresh(api, refreshToken)).cookies).toEqual([])
    }
    expect((await refresh(api, refreshToken)).status).toBe(200)
  })

  it.each(['status', 'html'] as const)('of kind %s after the work lose its answer and cookies', async (kind) => {
    const { api, control } = setUp()
    const { refreshToken } = await signIn(api)
    control.fail({ kind, when: 'after' })
    expect((await refresh(api, refreshToken)).cookies).toEqual([])
    expectProblem(await refresh(api, refreshToken), 401, 'refresh_token_reused')
  })

  it.each(['truncated', 'empty'] as const)('of kind %s after the work spoil the body alone', async (kind) => {
    const { api, control } = setUp()
    const { refreshToken } = await signIn(api)
    control.fail({ kind, when: 'after' })
    const answer = await refresh(api, refreshToken)
    expect(answer.status).toBe(200)
    expect(() => read(answer)).toThrow(SyntaxError)
    expect((await refresh(api, cookie(answer, 'refresh_token'))).status).toBe(200)
  })

  it.each(['reset', 'hang'] as const)('of kind %s leave the call without an answer', async (kind) => {
    const { api, control } = setUp()
    control.fail({ kind })
    await expect(login(api)).rejects.toThrow(`no answer: ${kind}`)
    expect(control.log).toMatchObject([{ path: '/auth/login', status: null }])
  })
})
