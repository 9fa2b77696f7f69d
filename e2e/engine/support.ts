import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { onTestFinished, vi } from 'vitest'
import { verifyAccessToken } from '../../mocks/access-token'
import { demoPassword } from '../../mocks/accounts'
import { createMockApi, type MockApiOptions } from '../../mocks/api'
import type { Control } from '../../mocks/control'
import { apiListener } from '../../mocks/http'
import { liveSessions } from '../../mocks/sessions'
import { type AuthClient, type AuthClientOptions, createAuthClient, type LoggedEvent, type User } from '../../src/auth'
import type { Cookies, Notes } from '../../src/auth/environment/environment'
import { createFakeClock, type FakeClock, openPromise } from '../../src/auth/testing'

// A real network takes as long as the machine lets it.
vi.setConfig({ testTimeout: 20_000 })

/** A request as it came off the wire. */
export interface Seen {
  readonly method: string
  /** Below `/api`, without the query; the whole path where it is not below. */
  readonly path: string
  /** As in the request line. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  /** Of calls that the test's own routes or the echo answer; empty where the API took it. */
  readonly body: Buffer
  /** `sub` of the access token, valid or not. */
  readonly owner: string | null
  /** Whether the token would be taken, at the moment it came. */
  readonly welcome: boolean
}

export type Handler = (response: ServerResponse, seen: Seen) => void | Promise<void>

/** Calls that stand still until they are let go. */
export interface Hold {
  /** Resolves when the first call stands here. */
  readonly arrived: Promise<void>
  release(): void
}

export interface LoopbackApi {
  /** The origin. */
  readonly url: string
  readonly control: Control
  readonly seen: readonly Seen[]
  to(path: string): readonly Seen[]
  counts(path: string): number
  /** Resolves once `times` calls have come to this path. */
  saw(path: string, times?: number): Promise<void>
  /** The most calls that were ever open at once. */
  peak(path: string): number
  /** An answer of the test's own, also in the API's place. Asks for a valid token unless it is `open`. */
  serve(path: string, handler: Handler, options?: { readonly open?: boolean }): void
  /** `after` (default): the work is done, rotation included, and the answer waits. */
  hold(path: string, stage?: 'before' | 'after'): Hold
  liveSessions(username: string): Promise<number>
  close(): Promise<void>
}

/** The mock API over HTTP on the loopback interface. What the API does not know is echoed to whoever is signed in. */
export async function startApi(options: MockApiOptions = {}): Promise<LoopbackApi> {
  const clock = options.clock ?? Date.now
  const gates = new Map<number, () => Promise<void>>()
  const api = createMockApi({ ...options, sleep: (ms) => gates.get(ms)?.() ?? Promise.resolve() })
  const { control } = api
  const answerApi = apiListener(api)
  const routes = new Map<string, { readonly handler: Handler; readonly open: boolean }>()
  const holds = new Map<string, () => Promise<void>>()
  const seen: Seen[] = []
  const traffic = new Map<string, { now: number; peak: number }>()
  const watchers = new Set<() => void>()

  async function isWelcome(token: string | undefined): Promise<boolean> {
    if (token === undefined) return false
    const state = await api.store.read()
    const session = state.sessions.get((await verifyAccessToken(token, state.secret, clock())) ?? '')
    return session !== undefined && !session.ended
  }

  async function look(request: IncomingMessage, isApis: boolean): Promise<Seen> {
    const { headers, method = 'GET', url = '/' } = request
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
    const body = isApis ? Buffer.alloc(0) : await buffer(request)
    const welcome = await isWelcome(token)
    return { method, url, path: pathOf(request), headers, body, owner: token ? subjectOf(token) : null, welcome }
  }

  async function answerOwn(path: string, response: ServerResponse, call: Seen): Promise<void> {
    const { handler, open } = routes.get(path) ?? { handler: echo, open: false }
    await holds.get(`before ${path}`)?.()
    const refused = !open && !call.welcome
    await holds.get(`after ${path}`)?.()
    if (response.destroyed) return
    if (refused) refuse(response)
    else await handler(response, call)
  }

  const server = createServer((request, response) => {
    const path = pathOf(request)
    const isApis = !routes.has(path) && API_PATH.test(path)
    const open = traffic.get(path) ?? { now: 0, peak: 0 }
    traffic.set(path, open)
    open.peak = Math.max(open.peak, ++open.now)
    response.on('close', () => (open.now -= 1))
    // Node would write the machine's own time.
    response.setHeader('Date', new Date(clock()).toUTCString())
    const looked = look(request, isApis).then((call) => {
      seen.push(call)
      watchers.forEach((check) => check())
      return call
    })
    if (isApis) answerApi(request, response)
    else {
      // A caller that went away in the middle of its body.
      void looked.then((call) => answerOwn(path, response, call)).catch(() => response.destroy())
    }
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo

  const counts = (path: string) => seen.filter((each) => each.path === path).length
  return {
    url: `http://127.0.0.1:${port}`,
    control,
    seen,
    to: (path) => seen.filter((each) => each.path === path),
    counts,
    saw: (path, times = 1) =>
      new Promise((resolve) => {
        const check = () => {
          if (counts(path) < times) return
          watchers.delete(check)
          resolve()
        }
        watchers.add(check)
        check()
      }),
    peak: (path) => traffic.get(path)?.peak ?? 0,
    serve: (path, handler, { open = false } = {}) => void routes.set(path, { handler, open }),
    hold(path, stage = 'after') {
      const arrived = openPromise()
      const released = openPromise()
      const pass = () => {
        arrived.resolve()
        return released.promise
      }
      const key = `${stage} ${path}`
      const id = gates.size + 1
      gates.set(id, pass)
      holds.set(key, pass)
      const takeBack = control.fail({ path, when: stage, delayMs: id, times: Infinity })
      return {
        arrived: arrived.promise,
        release() {
          takeBack()
          if (holds.get(key) === pass) holds.delete(key)
          released.resolve()
        },
      }
    },
    async liveSessions(username) {
      return liveSessions(await api.store.read(), `usr_${username}`, clock()).length
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

const API_PATH = /^\/(auth|sessions|users)(\/|$)/

function pathOf({ url = '/' }: IncomingMessage): string {
  const path = url.split('?', 1)[0] ?? ''
  return path.startsWith('/api/') ? path.slice('/api'.length) : path
}

function subjectOf(token: string): string | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    return typeof claims === 'object' && claims !== null && 'sub' in claims ? String(claims.sub) : null
  } catch {
    return null
  }
}

export function answerJson(response: ServerResponse, data: unknown, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(data))
}

export function refuse(response: ServerResponse): void {
  response.setHeader('WWW-Authenticate', 'Bearer error="invalid_token"')
  answerJson(response, { title: 'Unauthorized', status: 401, code: 'invalid_token' }, 401)
}

const echo: Handler = (response, { method, url, body, owner }) =>
  answerJson(response, { method, url, owner, body: body.toString() })

/** What a browser does for every page, and Node for nobody: keeps cookies. */
interface Network {
  readonly cookies: ReadonlyMap<string, string>
  /** Those that scripts may see; for a client that is to see them. */
  readonly visible: Cookies
  /** Resolves when no call to get or end tokens is under way, and all that they brought has been taken in. */
  idle(): Promise<void>
}

/** `fetch` with a cookie jar for the calls that need one; `referenceApi` is then what it is in a browser. */
function stubFetch(clock: FakeClock): Network {
  const real = globalThis.fetch
  const cookies = new Map<string, string>()
  const underWay = new Set<Promise<unknown>>()
  const watchers = new Set<() => void>()

  async function fetchWithCookies(request: Request): Promise<Response> {
    if (cookies.size > 0) {
      request.headers.set('cookie', Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; '))
    }
    const response = await real(request)
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]*)=([^;]*)/.exec(cookie) ?? []
      if (cookie.includes('Max-Age=0')) cookies.delete(name)
      else cookies.set(name, value)
    }
    watchers.forEach((watcher) => watcher())
    return response
  }

  vi.stubGlobal('fetch', (input: string | URL | Request, init?: RequestInit) => {
    const request = new URL(input instanceof Request ? input.url : input).pathname.startsWith('/api/auth/')
    if (!request) return real(input, init)
    const call = fetchWithCookies(new Request(input, init))
    const over = call.catch(() => undefined).finally(() => underWay.delete(over))
    underWay.add(over)
    return call
  })

  return {
    cookies,
    visible: {
      read: (name) => (name === 'session_hint' ? (cookies.get(name) ?? null) : null),
      watch(listener) {
        watchers.add(listener)
        return () => watchers.delete(listener)
      },
    },
    async idle() {
      do {
        await Promise.all(underWay)
        await clock.settle()
      } while (underWay.size > 0)
    },
  }
}

export interface StartOptions extends Omit<AuthClientOptions, 'clock'> {
  readonly clock?: FakeClock
  readonly signedInAs?: string
  /** Whether the client sees the companion cookie, as in a browser. Default: no. */
  readonly seesHint?: boolean
  readonly server?: MockApiOptions
  /** ms by which the server's clock is off. */
  readonly serverOffset?: number
}

export interface Started {
  readonly auth: AuthClient
  readonly api: LoopbackApi
  readonly clock: FakeClock
  readonly network: Network
  readonly events: readonly LoggedEvent[]
  readonly signIn: (username: string) => Promise<User>
  readonly refreshes: () => number
}

/** The engine as a browser runs it (its own wire contract, axios's own adapters) against a server, on a clock that the test turns. */
export async function start(options: StartOptions = {}): Promise<Started> {
  const { clock = createFakeClock(), signedInAs, seesHint = false, server, serverOffset = 0, ...rest } = options
  const network = stubFetch(clock)
  const api = await startApi({ clock: () => clock.trueNow() + serverOffset, ...server })
  const cookies = seesHint ? { cookies: network.visible } : {}
  const auth = createAuthClient({ baseURL: `${api.url}/api`, ...cookies, ...rest, clock })
  onTestFinished(async () => {
    auth.dispose()
    await api.close()
  })
  const events: LoggedEvent[] = []
  auth.on('event', (event) => events.push(event))
  const signIn = (username: string) => auth.signIn({ username, password: demoPassword })
  if (signedInAs !== undefined) await signIn(signedInAs)
  return { auth, api, clock, network, events, signIn, refreshes: () => api.counts('/auth/refresh') }
}

/** What it rejected with. Ask at once, so that no rejection goes unheard while the test does other things. */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  const [result] = await Promise.allSettled([work])
  if (result?.status === 'rejected') return result.reason
  throw new Error(`Expected a rejection, got ${JSON.stringify(result?.value)}`)
}

/** What outlives a page. */
export function sharedNotes(): Notes {
  const kept = new Map<string, string>()
  return {
    read: (key) => kept.get(key) ?? null,
    write(key, value) {
      if (value === null) kept.delete(key)
      else kept.set(key, value)
    },
    watch: () => () => undefined,
  }
}
