/**
 * What the engine asks of a wire contract. One file beside this one implements it for one API; another API is
 * another file, and nothing else of the engine changes.
 */

import type { User } from './user'

export type { Role, User } from './user'

export interface Credentials {
  readonly username: string
  readonly password: string
}

/** What a successful sign-in or refresh grants. */
export interface Grant {
  /** Fit to stand in a header (RFC 6750 section 2.1); a JWT as a rule, but an opaque token serves as well. */
  readonly accessToken: string
  /** Lifetime in seconds as the server states it; null when it does not. */
  readonly expiresIn: number | null
  /** The server's own clock when it granted this, in seconds (NumericDate): for a token that says when it ends and not since when. */
  readonly grantedAt?: number | null
  readonly user: User
}

/**
 * Why the server refuses the refresh token, in the engine's words: `missing` where no cookie came, as from a first visitor's browser;
 * `unnamed` when it gave no code of the contract: that is asked once more.
 */
export type RefusalCode = 'missing' | 'expired' | 'revoked' | 'reused' | 'unnamed'

/** Why an answer of the server can't be taken for a yes or a no. */
export type TroubleKind = 'network' | 'timeout' | 'rate-limited' | 'server' | 'malformed'

/** The answer to a refresh, before the engine decides what follows from it. */
export type RefreshAnswer =
  | { readonly kind: 'granted'; readonly grant: Grant }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly cause: unknown }
  | {
      readonly kind: 'trouble'
      readonly trouble: TroubleKind
      /** ms from the answer on during which the server asks not to be called; null when it says nothing. */
      readonly retryAfter: number | null
      readonly cause: unknown
    }

/** The answer to a sign-out. */
export type LogoutAnswer =
  /** Nothing is left to be told: the session is over, or the server knows of none. */
  | { readonly kind: 'told' }
  /** It can't be told now; `retryAfter` as that of a refresh. */
  | { readonly kind: 'trouble'; readonly retryAfter: number | null }

export interface CallOptions {
  readonly signal: AbortSignal
}

export interface LogoutOptions extends CallOptions {
  /** Of the session that is over, for an API that asks for it here; null on a page that was loaded since, and it may have ended. */
  readonly accessToken: string | null
}

export interface AuthApi {
  /**
   * One call or several. What it throws reaches who called `signIn` as it is: for what the person is to do next (a one-time code) an
   * error of the contract's own, which `signIn` is called again for with what is asked. The last call alone may set the cookie. It has
   * `refreshTimeout`, and other calls wait for it: what a person takes their time for (a passkey, a code) is asked for before `signIn`.
   *
   * @throws SignInError for what failed, also when `signal` aborts
   */
  login(credentials: Credentials, options: CallOptions): Promise<Grant>
  /**
   * Never rejects: what went wrong is part of the answer. Sends with `keepalive`: the cookie that it brings must land though
   * the page is reloaded meanwhile, or the next page presents one that is used by now, which costs the session.
   */
  refresh(options: CallOptions): Promise<RefreshAnswer>
  /** As `refresh`, `keepalive` too. */
  logout(options: LogoutOptions): Promise<LogoutAnswer>
  /** Name of the readable companion cookie that changes with each rotation; null when there is none, or the page can't see it. */
  readonly hintCookie: string | null
}
