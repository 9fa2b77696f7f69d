import type { TroubleKind, User } from './api/contract'
import type { EndReason } from './errors'

/** Why the session can't be renewed or restored right now, and when it is tried next. */
export interface Deferral {
  readonly trouble: TroubleKind
  /** Wall-clock ms of the next attempt. */
  readonly retryAt: number
  /** Attempts that failed in a row; 1 after the first. */
  readonly attempt: number
}

/** All that a screen may know of the session. Never a token: the store is readable from anywhere. Times are wall-clock ms. */
export type AuthState =
  | {
      readonly status: 'restoring'
      /** Set when the server can't be asked; the engine goes on trying by itself. */
      readonly deferred: Deferral | null
    }
  | {
      readonly status: 'signed-out'
      /** Why, when a session was there before; null for a visitor. */
      readonly reason: EndReason | null
    }
  | {
      readonly status: 'signed-in'
      readonly user: User
      /** Rises with every change of session (also to the same person signing in anew): key what belongs to one session by it. */
      readonly epoch: number
      readonly startedAt: number
      readonly renewedAt: number
      /** When the access token in use ends; null when nothing says so. */
      readonly expiresAt: number | null
      readonly deferred: Deferral | null
      /** The page may be out of date (back/forward cache, frozen tab): show nothing of the session until this is false. */
      readonly veiled: boolean
    }
