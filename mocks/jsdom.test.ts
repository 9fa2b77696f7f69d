// @vitest-environment jsdom
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { demoPassword } from './accounts'
import { createMockServer } from './node'

const server = createMockServer()

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(() => server.reset())
afterAll(() => server.close())

/** As axios sends in jsdom. */
function post(path: string, body: unknown = null): Promise<number> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest()
    xhr.open('POST', `/api${path}`)
    xhr.onload = () => resolve(xhr.status)
    xhr.onerror = () => reject(new Error('network error'))
    xhr.send(body === null ? null : JSON.stringify(body))
  })
}

const login = (): Promise<number> => post('/auth/login', { username: 'ada', password: demoPassword })

it('shows scripts the hint alone, new at each rotation', async () => {
  expect(await login()).toBe(200)
  const first = document.cookie
  expect(first).toMatch(/^session_hint=\w+$/)
  expect(await post('/auth/refresh')).toBe(200)
  expect(document.cookie).toMatch(/^session_hint=\w+$/)
  expect(document.cookie).not.toBe(first)
  expect(await post('/auth/logout')).toBe(204)
  expect(document.cookie).toBe('')
})

it('leaves no hint for the next test', async () => {
  await login()
  await server.reset()
  expect(document.cookie).toBe('')
})

it('answers XMLHttpRequest with the faults it was told', async () => {
  server.control.fail({ kind: 'reset' })
  await expect(login()).rejects.toThrow('network error')
})
