import type { User } from '../api/contract'
import type { SetCookie } from './fake-cookie-jar'

/** A user and the password that signs them in. */
export interface FakeUser extends User {
  readonly password: string
}

export const REFRESH_COOKIE = 'refresh_token'
export const HINT_COOKIE = 'session_hint'

export interface SessionOptions {
  /** Seconds an access token lives. Null: no `exp`, no `expiresIn`, never ends. Default 900. */
  readonly accessTokenTtl?: number | null
  /** Seconds a refresh token lives. Default 604800. */
  readonly refreshTokenTtl?: number
  /** Whether a readable companion cookie changes with each rotation. Default true. */
  readonly hint?: boolean
  /** What a sign-out ends: the whole session, or the presented refresh token, so that a successor survives. Default 'session'. */
  readonly logoutEnds?: 'session' | 'presented-token'
  /** Default 'jwt': with header and claims as the reference API has them, signed by nobody. */
  readonly accessTokens?: 'jwt' | 'opaque'
  /** Leaves `expiresIn` out of the answer. */
  readonly omitExpiresIn?: boolean
  /** Has the last word on the claims, to make them odd. */
  readonly claims?: (claims: Readonly<Record<string, unknown>>) => object
}

type Refusal = 'refresh_token_missing' | 'refresh_token_expired' | 'refresh_token_revoked' | 'refresh_token_reused'

/** The body of a successful sign-in or refresh, as on the wire. */
interface GrantBody {
  readonly accessToken: string
  readonly tokenType: 'Bearer'
  readonly expiresIn?: number
  readonly user: User
}

export interface Granted {
  readonly body: GrantBody
  readonly cookies: readonly SetCookie[]
}

export interface TokenOwner {
  readonly user: User
  readonly sid: string
}

/** The server's table of sessions: rotation without a grace window, reuse detection that ends the whole session. */
export interface FakeSessions {
  open(user: User): Granted
  redeem(refreshToken: string | null): Granted | { readonly refused: Refusal; readonly cookies: readonly SetCookie[] }
  /** What `POST /auth/logout` does with the token presented. */
  close(refreshToken: string | null): { readonly cookies: readonly SetCookie[] }
  /** Ends the session that a refresh token belongs to, used or not. */
  endSessionOf(refreshToken: string | null): void
  /** Who a token was made out to, ended or not. */
  ownerOf(accessToken: string | null): TokenOwner | null
  /** Who may come in with this token now. */
  verify(accessToken: string | null): TokenOwner | null
  isUsed(refreshToken: string | null): boolean
  revoke(username?: string): void
  expireRefreshTokens(): void
  /** All access tokens end now, and their sessions go on. */
  expireAccessTokens(): void
  /** Sessions that a refresh token in someone's hands could still renew. */
  live(username?: string): number
  /** How often a used refresh token came in and ended its session. */
  reuseDetected(): number
  /** Drops what has ended, so that a long test does not fill the memory. */
  forget(): void
}

interface Session {
  readonly sid: string
  readonly user: User
  ended: boolean
}

/** @param now the server's wall clock, ms. */
export function createFakeSessions(now: () => number, options: SessionOptions): FakeSessions {
  const { refreshTokenTtl = 604_800, hint = true, logoutEnds = 'session', claims: bend = same } = options
  const accessTokenTtl = options.accessTokenTtl === undefined ? 900 : options.accessTokenTtl
  const sessions = new Map<string, Session>()
  const refreshTokens = new Map<string, { readonly session: Session; used: boolean; expiresAt: number }>()
  const accessTokens = new Map<string, { readonly session: Session; expiresAt: number }>()
  let reused = 0
  let issued = 0

  const find = (refreshToken: string | null) => (refreshToken === null ? undefined : refreshTokens.get(refreshToken))

  function cookies(refreshToken: string | null, hintValue: string | null): readonly SetCookie[] {
    const age = refreshToken === null ? {} : { maxAge: refreshTokenTtl }
    return [
      { name: REFRESH_COOKIE, value: refreshToken, httpOnly: true, ...age },
      ...(hint ? [{ name: HINT_COOKIE, value: hintValue, httpOnly: false, ...age }] : []),
    ]
  }

  function issue(session: Session): Granted {
    const { user, sid } = session
    const id = String(++issued)
    const refreshToken = `refresh-${id}`
    refreshTokens.set(refreshToken, { session, used: false, expiresAt: now() + refreshTokenTtl * 1000 })

    // Whole seconds, as nearly every library signs them: a token ends up to a second before its time.
    const iat = Math.floor(now() / 1000)
    const end = accessTokenTtl === null ? {} : { exp: iat + accessTokenTtl }
    const claims = bend({ sub: user.id, role: user.role, sid, iat, ...end, jti: id })
    const accessToken = options.accessTokens === 'opaque' ? `access-${id}` : unsignedJwt(claims)
    accessTokens.set(accessToken, {
      session,
      expiresAt: accessTokenTtl === null ? Infinity : (iat + accessTokenTtl) * 1000,
    })

    const stated = accessTokenTtl === null || options.omitExpiresIn ? {} : { expiresIn: accessTokenTtl }
    return {
      body: { accessToken, tokenType: 'Bearer', ...stated, user },
      cookies: cookies(refreshToken, `hint-${id}`),
    }
  }

  function refusalOf(refreshToken: string | null): Refusal | null {
    if (refreshToken === null) return 'refresh_token_missing'
    const token = refreshTokens.get(refreshToken)
    if (token === undefined || token.session.ended) return 'refresh_token_revoked'
    if (token.expiresAt <= now()) return 'refresh_token_expired'
    return token.used ? 'refresh_token_reused' : null
  }

  function ownerOf(accessToken: string | null): TokenOwner | null {
    const session = accessToken === null ? undefined : accessTokens.get(accessToken)?.session
    return session === undefined ? null : { user: session.user, sid: session.sid }
  }

  const endSessionOf = (refreshToken: string | null) => {
    const token = find(refreshToken)
    if (token !== undefined) token.session.ended = true
  }

  return {
    open(user) {
      const sid = `session-${sessions.size + 1}`
      const session = { sid, user, ended: false }
      sessions.set(sid, session)
      return issue(session)
    },
    redeem(refreshToken) {
      const refused = refusalOf(refreshToken)
      const token = find(refreshToken)
      if (refused === null && token !== undefined) {
        token.used = true
        return issue(token.session)
      }
      if (refused === 'refresh_token_reused') {
        reused++
        endSessionOf(refreshToken)
      }
      return { refused: refused ?? 'refresh_token_revoked', cookies: cookies(null, null) }
    },
    close(refreshToken) {
      if (logoutEnds === 'session' || find(refreshToken)?.used === false) endSessionOf(refreshToken)
      return { cookies: cookies(null, null) }
    },
    endSessionOf,
    ownerOf,
    verify(accessToken) {
      const token = accessToken === null ? undefined : accessTokens.get(accessToken)
      return token === undefined || token.session.ended || token.expiresAt <= now() ? null : ownerOf(accessToken)
    },
    isUsed: (refreshToken) => find(refreshToken)?.used ?? false,
    revoke(username) {
      for (const session of sessions.values()) {
        if (username === undefined || session.user.username === username) session.ended = true
      }
    },
    expireRefreshTokens() {
      for (const token of refreshTokens.values()) token.expiresAt = now()
    },
    expireAccessTokens() {
      for (const token of accessTokens.values()) token.expiresAt = now()
    },
    live(username) {
      const renewable = [...refreshTokens.values()].filter(
        ({ session, used, expiresAt }) =>
          !used &&
          !session.ended &&
          expiresAt > now() &&
          (username === undefined || session.user.username === username),
      )
      return new Set(renewable.map(({ session }) => session)).size
    },
    reuseDetected: () => reused,
    forget() {
      for (const [token, { session, expiresAt }] of accessTokens) {
        if (session.ended || expiresAt <= now()) accessTokens.delete(token)
      }
    },
  }
}

const same = (claims: object) => claims

function unsignedJwt(claims: object): string {
  return [{ alg: 'none', typ: 'JWT' }, claims].map((part) => base64url(JSON.stringify(part))).join('.') + '.unsigned'
}

function base64url(text: string): string {
  // Not by TextEncoder: Jest's jsdom has none.
  const bytes = encodeURIComponent(text).replace(/%(..)/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
