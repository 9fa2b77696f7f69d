import type { TroubleKind } from './api/contract'
import type { EndReason } from './errors'

/** Where a session or a token came from. */
export type Origin = 'sign-in' | 'refresh' | 'sibling' | 'storage'

/** What happens in the engine, for logs and inspectors. Never carries a token, a password or a query string. */
export type AuthEvent =
  | { readonly type: 'session-began'; readonly epoch: number; readonly userId: string; readonly by: Origin }
  | { readonly type: 'renewed'; readonly epoch: number; readonly by: Origin; readonly lifetime: number | null }
  | { readonly type: 'session-ended'; readonly reason: EndReason }
  /** Nobody is signed in, and nobody was. */
  | { readonly type: 'nobody-to-restore' }
  | {
      readonly type: 'deferred'
      readonly trouble: TroubleKind
      readonly attempt: number
      /** Wall-clock ms. */
      readonly retryAt: number
    }
  /** A request met a 401; `path` without query. */
  | { readonly type: 'refused'; readonly method: string; readonly path: string }
  | { readonly type: 'replayed'; readonly method: string; readonly path: string }
  /** A request to an origin that is not named went out without the token. */
  | { readonly type: 'token-withheld'; readonly origin: string }
  | { readonly type: 'logout-told' }
  | { readonly type: 'logout-pending' }
  /** The browser lacks what tabs need to work as one; this tab works on its own. */
  | { readonly type: 'isolated'; readonly missing: readonly ('locks' | 'channel')[] }

/** `at` in wall-clock ms. */
export type LoggedEvent = AuthEvent & { readonly at: number }

export interface Emitter {
  emit(event: AuthEvent): void
  on(listener: (event: LoggedEvent) => void): () => void
  clear(): void
}

/** An error of the app's own code (a listener, a subscriber) is the app's to see, and never stops the engine. */
export function report(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}

/** Events that are to be told later, in the order in which they happened. */
export function createOutbox(emit: (event: AuthEvent) => void) {
  const events: AuthEvent[] = []
  let isTelling = false
  return {
    add: (event: AuthEvent) => void events.push(event),
    tell() {
      // Who hears of one may sign out at once: what comes of that is told next, to all in the same order.
      if (isTelling) return
      isTelling = true
      for (const event of events) emit(event)
      events.length = 0
      isTelling = false
    },
  }
}

export function createEmitter(now: () => number): Emitter {
  const listeners = new Set<(event: LoggedEvent) => void>()
  return {
    emit(event) {
      if (listeners.size === 0) return
      const logged = { ...event, at: now() }
      for (const listener of [...listeners]) {
        try {
          listener(logged)
        } catch (error) {
          report(error)
        }
      }
    },
    on(listener) {
      // Wrapped, so that a function that is added twice is two listeners.
      const own = (event: LoggedEvent) => listener(event)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    clear: () => listeners.clear(),
  }
}
