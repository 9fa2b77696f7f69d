// @vitest-environment jsdom
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { createAuthClient, type AuthApi } from '../../src/auth'
import { createFakeClock, openPromise } from '../../src/auth/testing'

const user = { id: 'u', username: 'ada', firstName: '', lastName: '', role: 'user' } as const

async function serve(handle: (q: IncomingMessage, r: ServerResponse, body: string) => void) {
  const seen: {
    method: string | undefined
    url: string | undefined
    auth: string | undefined
    type: string | undefined
    body: string
  }[] = []
  const server = createServer((q, r) => {
    let body = ''
    q.on('data', (c: Buffer) => (body += c.toString('latin1')))
    q.on('end', () => {
      r.setHeader('Access-Control-Allow-Origin', '*')
      r.setHeader('Access-Control-Allow-Headers', 'authorization, content-type, x-own')
      r.setHeader('Access-Control-Allow-Methods', 'GET,POST,PUT,DELETE,PATCH,HEAD')
      if (q.method === 'OPTIONS') return void r.writeHead(204).end()
      seen.push({ method: q.method, url: q.url, auth: q.headers.authorization, type: q.headers['content-type'], body })
      handle(q, r, body)
    })
  })
  await new Promise<void>((ok) => server.listen(0, '127.0.0.1', ok))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

function client(url: string, options: object = {}) {
  let n = 1
  const api: AuthApi = {
    hintCookie: null,
    login: () => Promise.reject(new Error('no')),
    refresh: () => Promise.resolve({ kind: 'granted', grant: { accessToken: `token-${++n}`, expiresIn: 900, user } }),
    logout: () => Promise.resolve({ kind: 'told' }),
  }
  const auth = createAuthClient({
    baseURL: `${url}/api`,
    api,
    initial: { accessToken: 'token-1', expiresIn: 900, user },
    locks: null,
    openChannel: null,
    ...options,
  })
  onTestFinished(() => auth.dispose())
  return auth
}
const needs = (token: string) => (q: IncomingMessage, r: ServerResponse) => {
  const ok = q.headers.authorization === `Bearer ${token}`
  r.writeHead(ok ? 200 : 401, { 'Content-Type': 'application/json' }).end('{"a":1}')
}

it('a page’s own XMLHttpRequest is what replays, byte for byte, and nothing of it shows the token', async () => {
  const { url, seen } = await serve(needs('token-2'))
  const form = new FormData()
  form.append('a', 'b')
  form.append('f', new File(['xyz'], 'x.txt', { type: 'text/plain' }))
  for (const data of [
    { a: 1 },
    'text',
    new URLSearchParams({ a: '1' }),
    form,
    new Blob(['bb'], { type: 'x/y' }),
    new Uint8Array([1, 2]).buffer,
  ]) {
    const mine = client(url)
    const r = await mine.http.post('/x', data)
    expect(r.request).toBeInstanceOf(XMLHttpRequest)
    const [first, second] = seen.slice(-2)
    const strip = (s?: string) => s?.replace(/boundary=.*/, '').replace(/----+[\w]+/g, 'B')
    expect(strip(second?.body)).toBe(strip(first?.body))
    expect(strip(second?.type)).toBe(strip(first?.type))
    expect(inspect(r, { depth: 6 })).not.toContain('token-2')
    expect(JSON.stringify(r.config)).not.toContain('token-')
  }
})

it('nor does a header that is named in another case and has no value', async () => {
  const { url } = await serve(needs('token-2'))
  const auth = client(url)
  const r = await auth.http.get('/x', { headers: { authorization: undefined } })
  expect(inspect(r.config.headers)).not.toContain('token-')
})

it('a 401 of a stranger that the API redirected to does not end the session', async () => {
  const stranger = await serve((_q, r) => void r.writeHead(401).end())
  const { url } = await serve((_q, r) => void r.writeHead(302, { Location: `${stranger.url}/file` }).end())
  const auth = client(url, { flow: 'access-token' })
  await expect(auth.http.get('/x')).rejects.toMatchObject({ response: { status: 401 } })
  expect(stranger.seen).toHaveLength(1)
  expect(auth.store.getState().status).toBe('signed-in')
})

it('a replay for which less than a millisecond is left ends', async () => {
  const clock = createFakeClock()
  const [asked, refreshed] = [openPromise(), openPromise()]
  let calls = 0
  const { url } = await serve((_q, r) => {
    calls += 1
    if (calls === 1) r.writeHead(401).end()
    // The replay is never answered.
  })
  const api: AuthApi = {
    hintCookie: null,
    login: () => Promise.reject(new Error('no')),
    refresh: async () => {
      asked.resolve()
      await refreshed.promise
      return { kind: 'granted', grant: { accessToken: 'token-2', expiresIn: 900, user } }
    },
    logout: () => Promise.resolve({ kind: 'told' }),
  }
  const auth = client(url, { api, clock, refreshTimeout: 120_000 })
  const failure = auth.http.get('/x', { timeout: 60_000 }).catch((e: unknown) => e)
  await asked.promise
  await clock.advance(60_000 - 0.25)
  refreshed.resolve()
  await clock.settle()
  expect(await failure).toMatchObject({ code: 'ECONNABORTED' })
})
