import * as v from 'valibot'
import { signAccessToken, verifyAccessToken } from './access-token'
import { demoPassword } from './accounts'
import { type Answer, json, noContent, problem } from './answer'
import { type ApiCall, bearerToken } from './call'
import { clearedCookies, type Cookie, type CookieScope, sessionCookies } from './cookies'
import { accessTokenTtl, type ApiOptions, type Flow } from './options'
import { people, type Person } from './people'
import { opaque, type Random } from './random'
import { noteFailure, waitBeforeSignIn } from './rate-limit'
import * as sessions from './sessions'
import type { Session, State } from './state'
import type { Store } from './store'

export interface Backend {
  readonly store: Store
  readonly random: Random
  options(): ApiOptions
  now(): number
}

/** Told of new cookies inside the transaction that made them. */
export type Land = (state: State, cookies: readonly Cookie[]) => void

type Serve = (call: ApiCall, land: Land, id: string) => Promise<Answer>

export interface Endpoint {
  readonly method: string
  /** Its last segment may be `:id`. */
  readonly path: string
  /** Left out: served in both flows. */
  readonly flow?: Flow
  readonly serve: Serve
}

interface Visit {
  readonly user: Person
  readonly session: Session
  readonly id: string
}

interface Opened {
  readonly session: Session
  readonly user: Person
  readonly secret: Uint8Array
  readonly cookies: readonly Cookie[]
}

const Credentials = v.object({ username: v.pipe(v.string(), v.nonEmpty()), password: v.pipe(v.string(), v.nonEmpty()) })

export function createEndpoints({ store, random, options, now }: Backend): readonly Endpoint[] {
  const scopeOf = (call: ApiCall): CookieScope => {
    const { cookiePath: path, hint } = options()
    return { path, hint, secure: call.secure }
  }

  /** A new refresh token for the session, and the cookies that carry it. */
  const renew = (state: State, session: Session, call: ApiCall): readonly Cookie[] => {
    const ttl = options().refreshTokenTtl
    const refreshToken = opaque(random, 32)
    sessions.addRefreshToken(state, session, refreshToken, now(), ttl * 1000)
    return sessionCookies({ refreshToken, hint: opaque(random, 8) }, ttl, scopeOf(call))
  }

  const grant = async ({ session, user, secret, cookies }: Opened): Promise<Answer> => {
    const { omitExp, omitExpiresIn } = options()
    const ttl = accessTokenTtl(options())
    const claims = { sub: user.id, role: user.role, sid: session.id, jti: opaque(random) }
    const accessToken = await signAccessToken(claims, secret, now(), omitExp ? null : ttl)
    const expiry = omitExpiresIn ? {} : { expiresIn: ttl }
    return { ...json({ accessToken, tokenType: 'Bearer', ...expiry, user }), cookies }
  }

  const login: Serve = async (call, land) => {
    const credentials = parseCredentials(call.body)
    if (!credentials) return problem(400, 'invalid_request', 'The body must be JSON with a username and a password.')
    const { username, password } = credentials

    const attempt = await store.transact((state): Answer | Opened => {
      const wait = waitBeforeSignIn(state.failures, username, options().failedSignIns, now())
      if (wait > 0) return tooManyAttempts(wait)
      const user = people.find((person) => person.username === username)
      if (!user || password !== demoPassword) {
        noteFailure(state.failures, username, now())
        return problem(401, 'invalid_credentials', 'Username or password is wrong.')
      }
      state.failures.delete(username)

      const cookieFlow = options().flow === 'refresh-token'
      const ttl = cookieFlow ? options().refreshTokenTtl : accessTokenTtl(options())
      // One session a device: the cookie it came with is about to be overwritten.
      if (cookieFlow) sessions.endSessionOf(state, call.refreshToken)
      const session = sessions.openSession(state, opaque(random), user.id, call, now(), ttl * 1000)
      const cookies = cookieFlow ? renew(state, session, call) : []
      land(state, cookies)
      return { session, user, secret: state.secret, cookies }
    })
    return 'status' in attempt ? attempt : grant(attempt)
  }

  const refresh: Serve = async (call, land) => {
    const attempt = await store.transact((state): Answer | Opened => {
      const redeemed = sessions.redeem(state, call.refreshToken, now())
      const session = 'session' in redeemed ? redeemed.session : null
      const user = session && userOf(session)
      if (!session || !user) {
        const cookies = clearedCookies(scopeOf(call))
        land(state, cookies)
        const code = 'refused' in redeemed ? redeemed.refused : 'refresh_token_revoked'
        return { ...problem(401, code, REFUSALS[code]), cookies }
      }
      const cookies = renew(state, session, call)
      land(state, cookies)
      return { session, user, secret: state.secret, cookies }
    })
    return 'status' in attempt ? attempt : grant(attempt)
  }

  const logout: Serve = (call, land) =>
    store.transact((state) => {
      if (options().logoutEnds === 'session') sessions.endSessionOf(state, call.refreshToken)
      else sessions.endPresentedToken(state, call.refreshToken)
      const cookies = clearedCookies(scopeOf(call))
      land(state, cookies)
      return { ...noContent, cookies }
    })

  const signedIn =
    (serve: (visit: Visit) => Answer | Promise<Answer>): Serve =>
    async (call, _land, id) => {
      const token = bearerToken(call)
      if (token === null) return invalidToken('Bearer', 'This call needs an access token.')
      const state = await store.read()
      const sid = await verifyAccessToken(token, state.secret, now())
      const session = sid === null ? undefined : state.sessions.get(sid)
      const user = session && userOf(session)
      if (!user || session.ended) {
        return invalidToken('Bearer error="invalid_token"', 'The access token is not valid, or its session has ended.')
      }
      return serve({ user, session, id })
    }

  const listUsers = ({ user }: Visit): Answer =>
    user.role === 'admin' ? json(people) : problem(403, 'forbidden', 'Only an admin may see the users.')

  const listSessions = async ({ user, session: own }: Visit): Promise<Answer> => {
    const live = sessions.liveSessions(await store.read(), user.id, now())
    return json(live.map((session) => ({ ...described(session), current: session.id === own.id })))
  }

  const revokeSession = ({ user, id }: Visit): Promise<Answer> =>
    store.transact((state) => {
      const own = sessions.liveSessions(state, user.id, now()).some((session) => session.id === id)
      if (!own) return problem(404, 'not_found', 'There is no such session.')
      sessions.endSession(state, id)
      return noContent
    })

  const revokeOtherSessions = ({ user, session: own }: Visit): Promise<Answer> =>
    store.transact((state) => {
      const others = sessions.liveSessions(state, user.id, now()).filter((session) => session.id !== own.id)
      for (const session of others) sessions.endSession(state, session.id)
      return noContent
    })

  return [
    { method: 'POST', path: '/auth/login', serve: login },
    { method: 'POST', path: '/auth/refresh', flow: 'refresh-token', serve: refresh },
    { method: 'POST', path: '/auth/logout', flow: 'refresh-token', serve: logout },
    { method: 'GET', path: '/users/me', serve: signedIn(({ user }) => json(user)) },
    { method: 'GET', path: '/users', serve: signedIn(listUsers) },
    { method: 'GET', path: '/sessions', serve: signedIn(listSessions) },
    { method: 'DELETE', path: '/sessions', serve: signedIn(revokeOtherSessions) },
    { method: 'DELETE', path: '/sessions/:id', serve: signedIn(revokeSession) },
  ]
}

const REFUSALS = {
  refresh_token_missing: 'There is no refresh token.',
  refresh_token_expired: 'The refresh token has expired.',
  refresh_token_revoked: 'The refresh token was revoked, or was never issued.',
  refresh_token_reused: 'The refresh token was used before, so its session is over.',
}

function parseCredentials(body: string): v.InferOutput<typeof Credentials> | null {
  try {
    const parsed = v.safeParse(Credentials, JSON.parse(body))
    return parsed.success ? parsed.output : null
  } catch {
    return null
  }
}

function tooManyAttempts(seconds: number): Answer {
  const detail = 'Too many wrong passwords for this username.'
  return problem(429, 'rate_limited', detail, { 'Retry-After': String(seconds) })
}

function invalidToken(challenge: string, detail: string): Answer {
  return problem(401, 'invalid_token', detail, { 'WWW-Authenticate': challenge })
}

function userOf(session: Session): Person | undefined {
  return people.find((person) => person.id === session.userId)
}

function described({ id, createdAt, lastUsedAt, userAgent, ip }: Session) {
  return { id, userAgent, ip, createdAt: isoTime(createdAt), lastUsedAt: isoTime(lastUsedAt) }
}

const isoTime = (ms: number): string => new Date(ms).toISOString()
