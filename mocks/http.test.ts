import { request } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { demoPassword } from './accounts'
import { type HttpApi, type HttpApiOptions, startHttpApi } from './http'
import { serve } from './serve'

const running: HttpApi[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((api) => api.close()))
})

async function start(options: HttpApiOptions = {}): Promise<HttpApi> {
  const api = await startHttpApi(options)
  running.push(api)
  return api
}

const login = (api: HttpApi, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${api.url}${api.basePath}/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ username: 'ada', password: demoPassword }),
  })

const refresh = (api: HttpApi, cookie: string): Promise<Response> =>
  fetch(`${api.url}/api/auth/refresh`, { method: 'POST', headers: { cookie } })

const cookieOf = (response: Response): string => response.headers.getSetCookie()[0]?.split(';')[0] ?? ''

describe('the HTTP server', () => {
  it('listens on the loopback interface', async () => {
    expect((await start()).url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  })

  it('says so when the port is taken', async () => {
    const port = Number(new URL((await start()).url).port)
    await expect(startHttpApi({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  it('sets each cookie with a header of its own', async () => {
    const api = await start()
    expect((await login(api)).headers.getSetCookie()).toEqual([
      expect.stringMatching(/^refresh_token=\w+; HttpOnly; SameSite=Strict; Path=\/api\/auth; Max-Age=604800$/),
      expect.stringMatching(/^session_hint=\w+; SameSite=Strict; Path=\/; Max-Age=604800$/),
    ])
  })

  it('believes a proxy about https and about who called', async () => {
    const api = await start()
    const response = await login(api, { 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '203.0.113.9, 10.0.0.1' })
    for (const cookie of response.headers.getSetCookie()) expect(cookie).toContain('; Secure;')
    const { accessToken } = (await response.json()) as { accessToken: string }
    const sessions = await fetch(`${api.url}/api/sessions`, { headers: { Authorization: `Bearer ${accessToken}` } })
    expect(await sessions.json()).toMatchObject([{ ip: '203.0.113.9', current: true }])
  })

  it('rotates, notices reuse and signs out by cookie', async () => {
    const api = await start()
    const first = cookieOf(await login(api))
    const second = await refresh(api, `other=1; ${first}`)
    expect(second.status).toBe(200)
    const logout = await fetch(`${api.url}/api/auth/logout`, { method: 'POST', headers: { cookie: cookieOf(second) } })
    expect(logout.status).toBe(204)
    expect(logout.headers.getSetCookie()).toHaveLength(2)
    const again = cookieOf(await login(api))
    const answers = await Promise.all([refresh(api, again), refresh(api, again)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401])
    expect(api.control.reuseDetected).toBe(1)
  })

  it('answers refusals as problems', async () => {
    const api = await start()
    const response = await fetch(`${api.url}/api/users/me?verbose=1`)
    expect(response.status).toBe(401)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(await response.json()).toMatchObject({ code: 'invalid_token', status: 401 })
    expect(api.control.counts('GET', '/users/me')).toBe(1)
  })

  it('knows nothing outside its base path', async () => {
    const api = await start({ basePath: '/v2' })
    for (const path of ['/', '/auth/login', '/api/auth/login', '//v2/auth/login']) {
      expect((await fetch(`${api.url}${path}`, { method: 'POST' })).status).toBe(404)
    }
    expect((await fetch(`${api.url}/v2/auth/login`, { method: 'POST' })).status).toBe(400)
    expect((await login(api)).headers.getSetCookie()[0]).toContain('; Path=/v2/auth;')
  })

  it('answers HEAD without a body', async () => {
    const api = await start()
    const response = await fetch(`${api.url}/api/users/me`, { method: 'HEAD' })
    expect(response.status).toBe(401)
    expect(await response.text()).toBe('')
  })

  it('breaks the connection when told to', async () => {
    const api = await start()
    api.control.fail({ kind: 'reset' })
    const code = new Promise((resolve) => {
      request(`${api.url}/api/users/me`)
        .on('error', (error: NodeJS.ErrnoException) => resolve(error.code))
        .end()
    })
    expect(await code).toBe('ECONNRESET')
  })

  it('closes while an answer hangs', async () => {
    const api = await startHttpApi()
    api.control.fail({ kind: 'hang' })
    const hanging = expect(fetch(`${api.url}/api/users/me`)).rejects.toThrow()
    await expect.poll(() => api.control.log.length).toBe(1)
    await api.close()
    await hanging
  })

  it('survives a caller that goes away in the middle of its body', async () => {
    const api = await start()
    const headers = { 'Content-Length': '100' }
    const half = request(`${api.url}/api/auth/login`, { method: 'POST', headers })
    const gone = new Promise((resolve) => half.on('error', resolve))
    half.write('{"username":')
    half.destroy(new Error('gone'))
    await gone
    expect((await login(api)).status).toBe(200)
  })
})

describe('the command line', () => {
  it('serves as it is told', async () => {
    const api = await serve(['--port', '0', '--access-token-ttl', '5'], { VITE_AUTH_FLOW: 'access-token' })
    running.push(api)
    expect(api.control.options).toMatchObject({ flow: 'access-token', accessTokenTtl: 5, refreshTokenTtl: 604_800 })
  })

  it.each([
    ['/backend/', '/backend'],
    ['', '/api'],
  ])('serves below the client’s path: %j', async (path, basePath) => {
    const api = await serve(['--port', '0'], { VITE_API_URL: path })
    running.push(api)
    expect(api.basePath).toBe(basePath)
    expect((await login(api)).status).toBe(200)
  })

  it.each([
    [['--port', 'x'], {}, '--port must be a whole number'],
    [['--prot', '1'], {}, "Unknown option '--prot'"],
    [[], { VITE_AUTH_FLOW: 'acces-token' }, 'VITE_AUTH_FLOW must be'],
    [[], { VITE_API_URL: 'https://api.example.com' }, 'VITE_API_URL must be a path'],
    [[], { VITE_API_URL: '/' }, 'VITE_API_URL must be a path'],
  ])('refuses %j with %j', async (argv, env, message) => {
    await expect(serve(argv, env)).rejects.toThrow(message)
  })
})
