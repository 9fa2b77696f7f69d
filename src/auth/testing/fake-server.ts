import * as v from 'valibot'
import { type Clock, pause } from '../environment/clock'
import { assertPath, createFaults, type Fault, goesWrong, type Hold, type Stage } from './faults'
import { PAGE_ADDRESS } from './fake-browser'
import type { FakeClock } from './fake-clock'
import { PEOPLE, withoutPassword } from './fake-people'
import { createFakeSessions, type FakeUser, type Granted, type SessionOptions, type TokenOwner } from './fake-sessions'
import {
  bearer,
  HTML,
  HTML_TYPE,
  JSON_TYPE,
  lowerCased,
  parseJson,
  PROBLEM_TYPE,
  type FakeAnswer,
  type FakeRequest,
  type LogEntry,
  type Reply,
} from './fake-wire'

export interface FakeServerOptions extends SessionOptions {
  /** Who can sign in. Default: ada (an admin) and grace, both with the password `secret`. */
  readonly users?: readonly FakeUser[]
  /** Ms by which the server's clock is off. */
  readonly clockOffset?: number
  /** Ms a call takes there and back in all, half of it each way; asked for each. Default 0: no timer is set. */
  readonly latency?: (method: string, path: string) => number
  /** Path of the API on its origin. Default `/api`. */
  readonly basePath?: string
  /** Origins that the API is served from. Any other is a stranger, who answers 200 to all. Default: the page's own. */
  readonly origins?: readonly string[]
}

export interface FakeServer {
  /** Where it is called: `basePath` on the first of its origins. */
  readonly baseURL: string
  /** Serves one call. Set-Cookie is for the caller to land. Never settles where no answer ever comes. */
  send(request: FakeRequest): Promise<FakeAnswer>
  /** Oldest first. */
  readonly log: readonly LogEntry[]
  /** How many calls came in, of a method and path under the API. */
  counts(method: string, path: string): number
  /** The most calls to this path that were ever at the server at once; one that is never answered counts no longer. */
  peak(path: string): number
  /** The next calls go wrong as described. */
  fail(fault: Fault): void
  /** Forgets the faults that have not been met yet. */
  recover(): void
  /** Calls to this path stand still, before they are looked at or (default) with their answer ready. */
  hold(path: string, stage?: Stage): Hold
  /** Answers a path of the test's own, to who is signed in. */
  reply(method: string, path: string, reply: Reply | ((call: LogEntry) => Reply)): void
  /** Ends all sessions, or all of one user: their tokens are worth nothing from now on. */
  revokeSessions(username?: string): void
  expireRefreshTokens(): void
  /** All access tokens end now, and their sessions go on: the next request meets a 401. */
  expireAccessTokens(): void
  /** Sessions that some refresh token could still renew. */
  liveSessions(username?: string): number
  /** How often a used refresh token came in and so ended its session. */
  reuseDetected(): number
  /** Opens a session without a call, as if its user had just signed in. */
  grant(username: string): Granted
  /** Empties the log and drops tokens that have ended. */
  forget(): void
}

const Credentials = v.object({ username: v.string(), password: v.string() })

/** No answer: the connection breaks, or stands there for ever. */
type Silence = 'broken' | 'endless'

type Served = Omit<Extract<FakeAnswer, { kind: 'answer' }>, 'kind'>

export function createFakeServer(
  clock: Clock & Partial<Pick<FakeClock, 'trueNow' | 'worldTimer'>>,
  options: FakeServerOptions = {},
): FakeServer {
  const { users = PEOPLE, clockOffset = 0, latency = () => 0, basePath = '/api' } = options
  const { origins = [new URL(PAGE_ADDRESS).origin] } = options
  const trueNow = () => clock.trueNow?.() ?? clock.now()
  const world: Clock = { ...clock, timer: clock.worldTimer ?? clock.timer }
  const serverNow = () => trueNow() + clockOffset
  const sessions = createFakeSessions(serverNow, options)
  const faults = createFaults(basePath)
  const replies = new Map<string, Reply | ((call: LogEntry) => Reply)>()
  const log: { -readonly [K in keyof LogEntry]: LogEntry[K] }[] = []
  const underWay = new Map<string, { now: number; peak: number }>()

  const answer = (status: number, data?: unknown, headers: Record<string, string> = {}): Served => ({
    status,
    headers: { date: new Date(serverNow()).toUTCString(), ...(data === undefined ? {} : JSON_TYPE), ...headers },
    text: data === undefined ? '' : JSON.stringify(data),
    cookies: [],
  })

  const problem = (status: number, code: string | undefined, headers: Record<string, string> = {}) =>
    answer(status, code === undefined ? undefined : { type: 'about:blank', title: code, status, code }, {
      ...(code === undefined ? {} : PROBLEM_TYPE),
      ...headers,
    })

  const granted = ({ body, cookies }: Granted): Served => ({ ...answer(200, body), cookies })

  function userNamed(username: string): FakeUser {
    const found = users.find((user) => user.username === username)
    if (found === undefined) throw new Error(`The fake server knows no user "${username}".`)
    return found
  }

  function login({ body, refreshToken }: FakeRequest): Served {
    const credentials = v.safeParse(Credentials, parseJson(body))
    if (!credentials.success) return problem(400, 'invalid_request')
    const { username, password } = credentials.output
    const user = users.find((each) => each.username === username && each.password === password)
    if (user === undefined) return problem(401, 'invalid_credentials')
    // One session a browser: the cookie that came along is about to be overwritten.
    sessions.endSessionOf(refreshToken)
    return granted(sessions.open(withoutPassword(user)))
  }

  function refresh({ refreshToken }: FakeRequest): Served {
    const redeemed = sessions.redeem(refreshToken)
    return 'body' in redeemed ? granted(redeemed) : { ...problem(401, redeemed.refused), cookies: redeemed.cookies }
  }

  function data(call: LogEntry, visitor: TokenOwner | null): Served {
    if (visitor === null && !call.path.startsWith(PUBLIC)) {
      return problem(401, 'invalid_token', { 'www-authenticate': 'Bearer error="invalid_token"' })
    }
    const { method, path } = call
    const reply = replies.get(`${method} ${path}`)
    if (reply !== undefined) {
      const { status = 200, data: body, headers = {} } = typeof reply === 'function' ? reply(call) : reply
      return answer(status, body, lowerCased(headers))
    }
    if (path === '/users/me') return answer(200, visitor?.user)
    return answer(200, { method, path, body: parseJson(call.body), user: visitor?.user.username ?? null })
  }

  function serve(request: FakeRequest, call: LogEntry): Served {
    if (!origins.includes(call.origin)) return answer(200, { stranger: call.origin })
    if (request.method === 'POST' && call.path === '/auth/login') return login(request)
    if (request.method === 'POST' && call.path === '/auth/refresh') return refresh(request)
    if (request.method === 'POST' && call.path === '/auth/logout') {
      return { ...answer(204), ...sessions.close(request.refreshToken) }
    }
    return data(call, sessions.verify(bearer(request)))
  }

  function pathOf({ origin, pathname }: URL): string {
    const isOurs = origins.includes(origin) && pathname.startsWith(`${basePath}/`)
    return isOurs ? pathname.slice(basePath.length) : pathname
  }

  function enter(request: FakeRequest): (typeof log)[number] {
    const { origin, search } = request.url
    const owner = sessions.ownerOf(bearer(request))
    const entry = {
      time: trueNow(),
      method: request.method,
      origin,
      path: pathOf(request.url),
      query: search,
      headers: request.headers,
      body: request.body,
      tokenOwner: owner?.user.username ?? null,
      sid: owner?.sid ?? null,
      usedRefreshToken: sessions.isUsed(request.refreshToken),
      status: null,
    }
    log.push(entry)
    return entry
  }

  /** What comes of a call that meets a fault. `lost` is the answer that the work was worth, where it was done. */
  function spoil(fault: Fault, lost: Served | null): Served | Silence {
    if (fault.kind === 'network') return 'broken'
    if (fault.kind === 'timeout') return 'endless'
    if (fault.kind === 'html') return { ...answer(fault.status ?? 200, undefined, HTML_TYPE), text: HTML }
    if (fault.kind === 'truncated') {
      const whole = lost ?? answer(200, { accessToken: 'cut short', tokenType: 'Bearer' })
      return { ...whole, text: whole.text.slice(0, whole.text.length / 2) }
    }
    const retryAfter: Record<string, string> =
      fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) }
    return problem(fault.status ?? 500, fault.code, retryAfter)
  }

  async function handle(request: FakeRequest, entry: (typeof log)[number]): Promise<Served | Silence> {
    await faults.gate(entry.path, 'before')
    const fault = faults.take(entry.method, entry.path)
    if (fault?.delayMs !== undefined) await pause(world, fault.delayMs)
    const isSpoilt = fault !== undefined && goesWrong(fault)
    if (isSpoilt && fault.when !== 'after') return spoil(fault, null)
    entry.usedRefreshToken ||= sessions.isUsed(request.refreshToken)
    const served = serve(request, entry)
    await faults.gate(entry.path, 'after')
    return isSpoilt ? spoil(fault, served) : served
  }

  async function send(request: FakeRequest): Promise<FakeAnswer> {
    const { method, url } = request
    const way = latency(method, pathOf(url)) / 2
    if (way > 0) await pause(world, way)
    const entry = enter(request)
    const traffic = underWay.get(entry.path) ?? { now: 0, peak: 0 }
    underWay.set(entry.path, traffic)
    traffic.peak = Math.max(traffic.peak, ++traffic.now)
    const served = await handle(request, entry)
    traffic.now--
    if (served === 'endless') return new Promise<never>(() => undefined)
    if (served === 'broken') return { kind: 'network-error' }
    entry.status = served.status
    if (way > 0) await pause(world, way)
    return { kind: 'answer', ...served }
  }

  return {
    baseURL: new URL(basePath, origins[0]).href.replace(/\/$/, ''),
    send,
    log,
    counts: (method, path) => log.filter((entry) => entry.method === method && entry.path === path).length,
    peak: (path) => underWay.get(path)?.peak ?? 0,
    fail: faults.add,
    recover: faults.clear,
    hold: (path, stage = 'after') => faults.hold(path, stage),
    reply(method, path, reply) {
      assertPath(path, basePath)
      replies.set(`${method.toUpperCase()} ${path}`, reply)
    },
    revokeSessions(username) {
      if (username !== undefined) userNamed(username)
      sessions.revoke(username)
    },
    expireRefreshTokens: sessions.expireRefreshTokens,
    expireAccessTokens: sessions.expireAccessTokens,
    liveSessions: sessions.live,
    reuseDetected: sessions.reuseDetected,
    grant: (username) => sessions.open(withoutPassword(userNamed(username))),
    forget() {
      log.length = 0
      sessions.forget()
    },
  }
}

/** Below here no token is asked for. */
const PUBLIC = '/public'
