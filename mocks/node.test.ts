import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { demoPassword } from './accounts'
import { createMockServer } from './node'

const server = createMockServer()

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(() => server.reset())
afterAll(() => server.close())

const post = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`http://localhost/api${path}`, { method: 'POST', ...init })

const login = (): Promise<Response> =>
  post('/auth/login', { body: JSON.stringify({ username: 'ada', password: demoPassword }) })

const codeOf = async (response: Response): Promise<unknown> => ((await response.json()) as { code?: string }).code

it('keeps the session in its jar, and lets no script see the cookie', async () => {
  const response = await login()
  expect(response.status).toBe(200)
  expect(response.headers.get('set-cookie')).toBeNull()
  expect((await post('/auth/refresh')).status).toBe(200)
  expect((await post('/auth/refresh')).status).toBe(200)
  expect((await post('/auth/logout')).status).toBe(204)
  expect(await codeOf(await post('/auth/refresh'))).toBe('refresh_token_missing')
})

it('sends the cookie nowhere outside its path, and not when credentials are omitted', async () => {
  server.control.setOptions({ cookiePath: '/elsewhere' })
  await login()
  expect(await codeOf(await post('/auth/refresh'))).toBe('refresh_token_missing')
  server.control.setOptions({ cookiePath: '/api/auth' })
  await login()
  expect(await codeOf(await post('/auth/refresh', { credentials: 'omit' }))).toBe('refresh_token_missing')
  expect((await post('/auth/refresh')).status).toBe(200)
})

it('answers below another path, and sends the cookie there', async () => {
  server.close()
  const other = createMockServer({ basePath: '/v2' })
  other.listen({ onUnhandledRequest: 'bypass' })
  const call = (path: string, body: object = {}): Promise<Response> =>
    fetch(`http://localhost/v2${path}`, { method: 'POST', body: JSON.stringify(body) })
  expect((await call('/auth/login', { username: 'ada', password: demoPassword })).status).toBe(200)
  expect((await call('/auth/refresh')).status).toBe(200)
  other.close()
  server.listen({ onUnhandledRequest: 'error' })
})

it('lets one of two refreshes at once win', async () => {
  await login()
  const answers = await Promise.all([post('/auth/refresh'), post('/auth/refresh')])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401])
  expect(server.control.reuseDetected).toBe(1)
})

it('loses the cookie with a lost answer', async () => {
  await login()
  server.control.fail({ path: '/auth/refresh', kind: 'reset', when: 'after' })
  await expect(post('/auth/refresh')).rejects.toThrow(TypeError)
  expect(await codeOf(await post('/auth/refresh'))).toBe('refresh_token_reused')
})

it('starts the next test signed out', async () => {
  await login()
  await server.reset()
  expect(server.control.log).toEqual([])
  expect(await codeOf(await post('/auth/refresh'))).toBe('refresh_token_missing')
})
