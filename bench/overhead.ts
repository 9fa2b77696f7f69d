/**
 * What a request costs through `auth.http`, with a token that is valid, against bare axios with a constant header: to a
 * loopback server, in turns within one run, so that only the ratio counts. Of a build, as an app has it.
 */
import { Agent, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import axios from 'axios'
import { createAuthClient, type AuthApi } from '../src/auth/index.ts'

const ROUNDS = 60
const REQUESTS = 150

const server = createServer((_request, response) => {
  response.setHeader('Content-Type', 'application/json')
  response.end('{"answer":42}')
})
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`
const httpAgent = new Agent({ keepAlive: true, maxSockets: 1 })

const never = () => new Promise<never>(() => undefined)
const api: AuthApi = { hintCookie: null, login: never, refresh: never, logout: never }
const user = { id: '1', username: 'ada', firstName: 'Ada', lastName: 'Lovelace', role: 'admin' } as const
const auth = createAuthClient({
  baseURL,
  api,
  http: { httpAgent },
  initial: { accessToken: 'token', expiresIn: 86_400, user },
})
const bare = axios.create({ baseURL, httpAgent, headers: { Authorization: 'Bearer token' } })

type Get = (url: string) => Promise<unknown>

async function time(get: Get): Promise<number> {
  const start = performance.now()
  for (let n = 0; n < REQUESTS; n += 1) await get('/answer')
  return performance.now() - start
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN

const ways: readonly [Get, Get] = [(url) => auth.http.get(url), (url) => bare.get(url)]
for (const get of ways) await time(get)

const ratios: number[] = []
for (let round = 0; round < ROUNDS; round += 1) {
  // Which of the two goes first takes turns too.
  const [first, second] = round % 2 === 0 ? ways : ([ways[1], ways[0]] as const)
  const one = await time(first)
  const other = await time(second)
  ratios.push(round % 2 === 0 ? one / other : other / one)
}
console.log(`A request through auth.http takes ${median(ratios).toFixed(3)} × one of bare axios (aim: at most 1.05).`)

auth.dispose()
httpAgent.destroy()
server.close()
