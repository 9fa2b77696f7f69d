import type { CookieJar } from './cookies'
import type { Random } from './random'

export interface Session {
  readonly id: string
  readonly userId: string
  readonly createdAt: number
  readonly lastUsedAt: number
  readonly expiresAt: number
  readonly userAgent: string
  readonly ip: string
  /** Signed out, revoked, or ended because a used refresh token came back. */
  readonly ended: boolean
}

export interface RefreshToken {
  readonly sid: string
  readonly expiresAt: number
  readonly used: boolean
}

/** The whole database: what changes. Who exists is fixed and stands in `people.ts`. */
export interface State {
  /** Signs the access tokens; a new one refuses all that were issued before. */
  secret: Uint8Array
  readonly sessions: Map<string, Session>
  /** By the token itself. Used ones stay until they expire: that is how reuse is noticed. */
  readonly refreshTokens: Map<string, RefreshToken>
  /** By username, the times of the wrong passwords of the last minute. */
  readonly failures: Map<string, readonly number[]>
  /** The cookies of the one browser behind the MSW transports, which can set none that scripts can't read. */
  readonly jar: CookieJar
}

export function emptyState(random: Random): State {
  return {
    secret: random(32),
    sessions: new Map(),
    refreshTokens: new Map(),
    failures: new Map(),
    jar: new Map(),
  }
}
