import { jwtDecode } from 'jwt-decode'
import type { Grant } from './api/contract'
import { FOR_EVER } from './jar/notes'

/** An access token in use. Lives in closures of the engine only: never in the store, an event or an error. */
export interface AccessToken {
  readonly value: string
  /** ms from `sentAt` to its end; null when neither the server nor the token says. */
  readonly lifetime: number | null
  /** Steady ms at which the request that brought it was sent. */
  readonly sentAt: number
}

const numeric = (date: unknown) => (typeof date === 'number' ? date : null)

/** Claims as far as they can be read. An opaque or malformed token has none: it is the API that judges a token, not us. */
function readClaims(value: string) {
  try {
    const { iat, exp } = jwtDecode(value)
    return { iat: numeric(iat), exp: numeric(exp) }
  } catch {
    return { iat: null, exp: null }
  }
}

/**
 * How long the token lives, in ms: what the server states (`expiresIn`), else `exp − iat`. Both are differences of the
 * server's own clock, so the device's clock plays no part. An `exp` at or before `iat` says nothing: no known end. Nor does an
 * `expiresIn` of 0, as servers write that mean "none": no token is handed out to be over.
 */
function lifetimeOf(expiresIn: number | null, iat: number | null, exp: number | null): number | null {
  if (expiresIn !== null && expiresIn > 0) return within(expiresIn * 1000)
  if (iat === null || exp === null || exp <= iat) return null
  return within((exp - iat) * 1000)
}

const within = (lifetime: number) => (lifetime < FOR_EVER ? lifetime : null)

export function tokenOf(grant: Grant, sentAt: number): AccessToken {
  const { iat, exp } = readClaims(grant.accessToken)
  return {
    value: grant.accessToken,
    lifetime: lifetimeOf(grant.expiresIn, iat ?? grant.grantedAt ?? null, exp),
    sentAt,
  }
}

/**
 * Whether a grant brings more than the token that there is. The very same JWT is as old as it was; an opaque one may have been
 * prolonged, where the server says for how long.
 */
export function isNewer(grant: Grant, than: AccessToken): boolean {
  if (grant.accessToken !== than.value) return true
  return grant.expiresIn !== null && readClaims(grant.accessToken).exp === null
}
