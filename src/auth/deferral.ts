import type { TroubleKind } from './api/contract'
import { backoffDelay, statedDelay } from './backoff'
import type { Clock } from './environment/clock'
import type { JarNotes } from './jar/notes'
import type { Session } from './session'
import type { TabMessage, Tabs } from './tabs'

/** A wait before the server is asked again. */
export interface Wait {
  readonly trouble: TroubleKind
  readonly attempt: number
  /** Steady ms, for the engine; `retryAt` is the end in wall ms, for people. */
  readonly since: number
  readonly until: number
  readonly retryAt: number
  /** The server named it (`Retry-After`): nothing shortens it, not even the person. */
  readonly stated: boolean
  readonly cause: unknown
}

export interface Deferrals {
  /** The wait that holds now; null once it is over. */
  active(): Wait | null
  /** The same, counting what siblings noted and did not, or not yet, tell. */
  isActive(): boolean
  /** Steady ms of the next attempt, also of one that is overdue; null when nothing is deferred. */
  due(): number | null
  /** The same wait, also one that is over and was not followed by an attempt that worked. */
  last(): Wait | null
  postpone(trouble: TroubleKind, retryAfter: number | null, cause: unknown): Wait
  hear(message: Extract<TabMessage, { type: 'deferred' }>): void
  /** Ends a wait that the server did not name, if it has lasted for `atLeast` ms: the network is back, or the person is. */
  hurry(atLeast?: number): void
  /** It worked. `sentAt` (steady ms) of a token that was asked for before the wait began proves nothing. */
  clear(sentAt?: number): void
}

interface Parts {
  readonly clock: Clock
  readonly steady: () => number
  readonly session: Session
  readonly tabs: Tabs
  readonly note: JarNotes['deferred']
}

/** One backoff for all tabs of the jar, which outlives a reload. */
export function createDeferrals({ clock, steady, session, tabs, note }: Parts): Deferrals {
  let wait: Wait | null = recall()
  let isShown = false

  /** What an earlier page noted. A wall clock that was set back since must not make a wait of hours out of seconds. */
  function recall(): Wait | null {
    const noted = note.read()
    if (noted === null) return null
    const left = Math.min(noted.until - clock.now(), noted.delay)
    if (left <= 0) return null
    const { trouble, attempt, stated } = noted
    return {
      trouble,
      attempt,
      stated,
      since: steady() + left - noted.delay,
      until: steady() + left,
      retryAt: clock.now() + left,
      cause: null,
    }
  }

  function set(next: Wait): Wait {
    wait = next
    isShown = true
    session.defer({ trouble: next.trouble, retryAt: next.retryAt, attempt: next.attempt })
    return next
  }

  return {
    active() {
      if (wait === null || steady() >= wait.until) return null
      return isShown ? wait : set(wait)
    },
    isActive() {
      const noted = recall()
      // Not our own again, whose end a wall clock that was set back has moved.
      if (noted !== null && noted.attempt > (wait?.attempt ?? 0)) set(noted)
      return wait !== null && steady() < wait.until
    },
    due: () => wait?.until ?? null,
    last: () => wait,
    postpone(trouble, retryAfter, cause) {
      const attempt = (wait?.attempt ?? 0) + 1
      const chance = clock.random()
      // "Retry-After: 0" names no time, and a server that says it again and again is backed off from all the same.
      const stated = retryAfter !== null && retryAfter > 0
      const delay = Math.max(stated ? statedDelay(retryAfter, chance) : 0, backoffDelay(attempt, chance))
      const retryAt = clock.now() + delay
      note.write({ attempt, trouble, stated, until: retryAt, delay })
      const generation = session.generation()
      tabs.tell({ type: 'deferred', generation, attempt, wait: delay, told: clock.now(), trouble, stated })
      return set({ trouble, attempt, stated, since: steady(), until: steady() + delay, retryAt, cause })
    },
    hear({ attempt, wait: whole, told, trouble, stated }) {
      // A frozen tab hears with delay.
      const delay = whole - Math.max(clock.now() - told, 0)
      const until = steady() + delay
      if (delay <= 0 || (wait !== null && wait.until >= until)) return
      set({ trouble, attempt, stated, since: steady(), until, retryAt: clock.now() + delay, cause: null })
    },
    hurry(atLeast = 0) {
      if (wait !== null && !wait.stated && steady() - wait.since >= atLeast) {
        wait = { ...wait, until: Math.min(wait.until, steady()) }
        note.clear()
      }
    },
    clear(sentAt = Infinity) {
      if (wait === null || (sentAt < wait.since && note.read() !== null)) return
      note.clear()
      wait = null
      isShown = false
    },
  }
}
