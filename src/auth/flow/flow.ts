import type { Credentials, RefusalCode, TroubleKind, User } from '../api/contract'
import type { AccessToken } from '../token'
import type { Farewell } from './farewell'

/** What came of an attempt to renew, before it is decided what follows. */
export type Renewal =
  /** The session has a newer token than the one that was to be renewed, or is over, or is another's. */
  | { readonly kind: 'moved-on' }
  /** Another tab found in its turn that the server is to be left alone. */
  | { readonly kind: 'deferred' }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly cause: unknown }
  /** The server grants once more what there is, as many do until that is over. */
  | { readonly kind: 'unchanged'; readonly cause: unknown }
  | {
      readonly kind: 'trouble'
      readonly trouble: TroubleKind
      /** ms */
      readonly retryAfter: number | null
      readonly cause: unknown
    }

/**
 * What a page knows of a session before it asks the server: `restored` (from a sibling or storage), `likely`, `doubtful`
 * (nothing speaks for it or against it) or `none`.
 */
export type Recollection = 'restored' | 'likely' | 'doubtful' | 'none'

/** How an API hands out and renews tokens. The engine has one policy at a time and never asks which one it is. */
export interface Flow {
  /** Whether a token can be renewed before its end; where not, nobody is to try. */
  readonly renews: boolean
  /** ms of a lifetime for which a token is sent. */
  usableFor(lifetime: number): number
  /** ms of a lifetime after which a token is renewed, or given up where nothing renews it; `chance` in [0, 1). */
  dueAfter(lifetime: number, chance: number): number
  /** `isExpected`: somebody may have signed in where the engine is not. */
  recall(isExpected?: boolean): Promise<Recollection>
  /** Makes the session move on from the token `than` (null: from none), or says why it can't. Never rejects. */
  renew(than: AccessToken | null): Promise<Renewal>
  /**
   * `isSuperseded` holds once the person has signed out after asking to sign in: then nothing is adopted.
   * @throws SignInError
   */
  signIn(credentials: Credentials, isSuperseded: () => boolean): Promise<User>
  /** Tells the server of a sign-out; null where it is not to be told. */
  readonly farewell: Pick<Farewell, 'owe' | 'isDue' | 'tell' | 'standBy' | 'leave'> | null
  /** What a session leaves behind is gone: somebody may have signed out of it, and nobody told us. */
  seemsOver(token: AccessToken): boolean
  close(): void
}
