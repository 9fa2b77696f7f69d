import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import axios from 'axios'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { referenceApi } from '../../src/auth/api/reference'
import { demoPassword } from '../../mocks/accounts'
import { startApi, start, failureOf } from './support'

async function contractOf() {
  const api = await startApi()
  onTestFinished(() => api.close())
  return { api, contract: referenceApi({ baseURL: `${api.url}/api`, baseURI: () => null, now: Date.now }) }
}
const forever = () => ({ signal: new AbortController().signal, accessToken: null })

describe('HTML whose type is written in another case', () => {
  it.each(['Text/HTML', 'TEXT/HTML; charset=UTF-8'])('%s is no refusal', async (type) => {
    const { api, contract } = await contractOf()
    api.serve('/auth/refresh', (r) => void r.writeHead(403, { 'Content-Type': type }).end('<html>no'), { open: true })
    expect(await contract.refresh(forever())).toMatchObject({ kind: 'trouble', trouble: 'malformed' })
  })
  it('nor an end of a session', async () => {
    const { auth, api, clock, network } = await start({ signedInAs: 'ada' })
    api.serve('/auth/refresh', (r) => void r.writeHead(403, { 'Content-Type': 'Text/HTML' }).end('<html>no'), {
      open: true,
    })
    clock.sleep(61_000)
    const failure = failureOf(auth.http.get('/things'))
    await api.saw('/auth/refresh')
    await network.idle()
    expect(await failure).toMatchObject({ name: 'RefreshDeferredError' })
    expect(auth.store.getState().status).toBe('signed-in')
  })
  it('nor a logout', async () => {
    const { api, contract } = await contractOf()
    api.serve('/auth/logout', (r) => void r.writeHead(200, { 'Content-Type': 'Text/HTML' }).end('<html>hotel'), {
      open: true,
    })
    expect(await contract.logout(forever())).toMatchObject({ kind: 'trouble' })
  })
})

describe('nothing at all that says it is HTML, as PHP does unless told otherwise', () => {
  const empty = (status: number) => (r: ServerResponse) => void r.writeHead(status, { 'Content-Type': PHP }).end()
  const PHP = 'text/html; charset=UTF-8'

  it('is a refusal like any without a code', async () => {
    const { api, contract } = await contractOf()
    api.serve('/auth/refresh', empty(401), { open: true })
    expect(await contract.refresh(forever())).toMatchObject({ kind: 'refused', code: 'unnamed' })
  })
  it('is a wrong password', async () => {
    const { api, contract } = await contractOf()
    api.serve('/auth/login', empty(401), { open: true })
    const login = contract.login({ username: 'ada', password: 'wrong' }, forever())
    await expect(login).rejects.toMatchObject({ failure: 'invalid-credentials' })
  })
  it('is a logout that is told', async () => {
    const { api, contract } = await contractOf()
    api.serve('/auth/logout', empty(204), { open: true })
    expect(await contract.logout(forever())).toEqual({ kind: 'told' })
  })
  it('grants nothing', async () => {
    const { api, contract } = await contractOf()
    api.serve('/auth/refresh', empty(200), { open: true })
    expect(await contract.refresh(forever())).toMatchObject({ kind: 'trouble', trouble: 'malformed' })
  })
})

describe('a code that is a word of the language', () => {
  it.each(['constructor', 'toString', 'valueOf'])('%s is none of the contract', async (code) => {
    const { api, contract } = await contractOf()
    api.serve('/auth/refresh', (r) => void r.writeHead(401).end(JSON.stringify({ code })), { open: true })
    expect(await contract.refresh(forever())).toMatchObject({ kind: 'refused', code: 'unnamed' })
  })
})
describe('a global default for the type of all POSTs', () => {
  const before = axios.defaults.headers.post
  afterEach(() => void (axios.defaults.headers.post = before))
  it('does not bear on the login, which is JSON', async () => {
    axios.defaults.headers.post = { 'Content-Type': false }
    const { api, contract } = await contractOf()
    await contract.login({ username: 'ada', password: demoPassword }, forever())
    expect(api.seen[0]?.headers['content-type']).toBe('application/json')
  })
})
describe('Retry-After', () => {
  it('that is said twice, by the API and by what stands before it: the longer one', async () => {
    const { api, contract } = await contractOf()
    api.serve('/auth/refresh', (r) => void r.writeHead(429, { 'Retry-After': ['60', '120'] as never }).end(), {
      open: true,
    })
    const answer = await contract.refresh(forever())
    expect(answer).toMatchObject({ trouble: 'rate-limited', retryAfter: 120_000 })
  })
})

describe('a server that looks at the type of what it is sent', () => {
  /** As Fastify, or Spring's `consumes`: a type that nobody here reads is 415, whether a body comes with it or not. */
  async function strict() {
    const types: Record<string, string | undefined> = {}
    const server = createServer((request, response) => {
      const type = request.headers['content-type']
      types[request.url ?? ''] = type
      if (type !== undefined && type !== 'application/json') response.writeHead(415)
      else if (request.url === '/api/auth/logout') response.writeHead(204)
      else response.writeHead(401, { 'Content-Type': 'application/problem+json' })
      response.end()
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const baseURL = `http://127.0.0.1:${port}/api`
    return { types, contract: referenceApi({ baseURL, baseURI: () => null, now: Date.now }) }
  }

  it('gets a refresh without a body, and so without a type of one', async () => {
    const { types, contract } = await strict()
    const answer = await contract.refresh(forever())
    expect(types['/api/auth/refresh']).toBeUndefined()
    expect(answer).toMatchObject({ kind: 'refused' })
  })

  it('is not taken for told where it refused to look at a logout', async () => {
    const { types, contract } = await strict()
    await contract.logout(forever())
    expect(types['/api/auth/logout']).toBeUndefined()
  })
})

describe('the device', () => {
  it('is what the browser says it is, not "axios"', async () => {
    const { api, contract } = await contractOf()
    await contract.login({ username: 'ada', password: demoPassword }, forever())
    await contract.refresh(forever())
    expect(api.seen.map(({ headers }) => headers['user-agent']).filter((agent) => agent?.startsWith('axios'))).toEqual(
      [],
    )
  })
})
