import type { TroubleKind } from './api/contract'

/** Why a session is over, in words that a sign-in page can act on. */
export type EndReason = 'signed-out' | 'signed-out-elsewhere' | 'expired' | 'revoked' | 'reused' | 'disposed'

/** What a sign-in failed on. */
export type SignInFailure =
  | 'invalid-credentials'
  | 'invalid-request'
  | 'rate-limited'
  /** No answer. */
  | 'unreachable'
  /** An answer that is about the server, not about what was sent: 5xx, or a path that it does not know. */
  | 'server'
  | 'malformed-answer'
  | 'superseded'

/** The root of what the engine throws, so that one `instanceof` tells its errors from the network's. */
export class AuthError extends Error {
  override readonly name: string = 'AuthError'
}

/** The session that the call belongs to is over: ask the person to sign in. */
export class SessionEndedError extends AuthError {
  override readonly name = 'SessionEndedError'
  readonly reason: EndReason
  constructor(reason: EndReason, options?: ErrorOptions) {
    super(`The session is over (${reason}). Sign in to go on.`, options)
    this.reason = reason
  }
}

/** Someone else signed in since the call was made. It was not sent in their name; it may have been in the one of before. */
export class SessionChangedError extends AuthError {
  override readonly name = 'SessionChangedError'
  constructor(options?: ErrorOptions) {
    super(
      'Another session has begun since this request was made; it was not sent, nor is it answered, in its name.',
      options,
    )
  }
}

/** The token is past use and can't be renewed right now. The session is kept, and renewed by itself from `retryAt` on. */
export class RefreshDeferredError extends AuthError {
  override readonly name = 'RefreshDeferredError'
  readonly trouble: TroubleKind
  /** Wall-clock ms (as `Date.now()`) of the next attempt. */
  readonly retryAt: number
  constructor(trouble: TroubleKind, retryAt: number, options?: ErrorOptions) {
    super('The server cannot renew the session right now. You are still signed in; it is tried again shortly.', options)
    this.trouble = trouble
    this.retryAt = retryAt
  }
}

/** The server refused the token, and the body (a stream) can't be sent a second time. Make the request anew. */
export class ReplayRefusedError extends AuthError {
  override readonly name = 'ReplayRefusedError'
  constructor(options?: ErrorOptions) {
    super('The request was refused with an outdated token and its body can be sent only once. Send it again.', options)
  }
}

/** A sign-in that did not succeed. Whatever session there was before is kept. */
export class SignInError extends AuthError {
  override readonly name = 'SignInError'
  readonly failure: SignInFailure
  /** ms to wait before the next attempt, when the server says so. */
  readonly retryAfter: number | null
  constructor(failure: SignInFailure, message: string, options?: ErrorOptions & { retryAfter?: number | null }) {
    super(message, options)
    this.failure = failure
    this.retryAfter = options?.retryAfter ?? null
  }
}

export const superseded = () =>
  new SignInError(
    'superseded',
    'The sign-in was called off: by a sign-out, by another sign-in, or because the client was disposed of.',
  )

export function signInTimedOut(): never {
  throw new SignInError('unreachable', 'The server did not answer in time. Whether it took the sign-in is not known.')
}
