import type { TroubleKind } from './api/contract'
import { backoffDelay, statedDelay, unhurriedDelay } from './backoff'
import type { Clock } from './environment/clock'
import type { Environment } from './environment/environment'
import type { Deferred, JarNotes } from './jar/notes'
import type { Session } from './session'
import type { Tabs } from './tabs'

/** A wait before the server is asked again. */
export interface Wait {
  readonly trouble: TroubleKind
  readonly attempt: number
  /** Steady ms, for the engine; `retryAt` is the end in wall ms, for people. */
  readonly since: number
  /** When the next try may be made for somebody who waits for it. */
  readonly soon: number
  /** When it will be made. */
  readonly until: number
  readonly retryAt: number
  /** The server named it (`Retry-After`): nothing shortens it, not even the person. */
  readonly stated: boolean
  readonly cause: unknown
}

export interface Deferrals {
  /** The wait that holds now, by what siblings noted as well; null once it is over. */
  active(): Wait | null
  /** The same, for somebody who waits for its end: what nobody looked at may have been put off for longer than that takes. */
  press(): Wait | null
  /** The same wait, also one that is over and was not followed by an attempt that worked: the next one is overdue then. */
  last(): Wait | null
  /** `most`: ms after which there is reason to hope for more. */
  postpone(trouble: TroubleKind, retryAfter: number | null, cause: unknown, most?: number): Wait
  hear(message: Deferred): void
  /** Ends a wait that the server did not name, if it has lasted for `atLeast` ms: the network is back, or the person is. */
  hurry(atLeast?: number): void
  /** The session that it was of is no more here; elsewhere it may well hold. */
  forget(): void
  /** It worked. `sentAt` (steady ms) of a token that was asked for before the wait began proves nothing. */
  clear(sentAt?: number): void
}

interface Parts {
  readonly clock: Clock
  readonly steady: () => number
  readonly session: Session
  readonly tabs: Tabs
  readonly notes: JarNotes
  readonly environment: Pick<Environment, 'page'>
}

/** One backoff for all tabs of the jar, which outlives a reload. */
export function createDeferrals({ clock, steady, session, tabs, notes, environment }: Parts): Deferrals {
  const note = notes.deferred
  const toWall = (at: number) => clock.now() + at - steady()
  const lasts = ({ until }: Wait) => steady() < until
  let wait: Wait | null = null

  /** What an earlier page or a sibling noted. A wall clock that was set back since must not make a wait of hours out of seconds, nor at each load. */
  function recall(): Wait | null {
    const noted = note.read()
    if (noted === null) return null
    const now = clock.now()
    if (noted.told > now) note.write({ ...noted, told: now })
    return now - noted.told < noted.delay ? begun(noted) : null
  }

  function begun({ trouble, attempt, stated, delay, soon, told }: Deferred, cause: unknown = null): Wait {
    // Another page may have told it long ago, and a frozen tab hears with delay.
    const since = steady() - Math.max(clock.now() - told, 0)
    const until = since + (environment.page.isSeen() ? soon : delay)
    return { trouble, attempt, stated, since, soon: since + soon, until, retryAt: toWall(until), cause }
  }

  function set(next: Wait): Wait {
    wait = next
    session.defer({ trouble: next.trouble, retryAt: next.retryAt, attempt: next.attempt })
    return next
  }

  /** One that is over counts as an attempt that failed, and is nothing to show. */
  function take(next: Wait): void {
    if (lasts(next)) set(next)
    else wait = next
  }

  /** Takes over what nobody told, or not yet. Not our own again, whose end a wall clock that was set back has moved. */
  function heed(): void {
    const noted = recall()
    if (noted === null) return
    if (noted.attempt > (wait?.attempt ?? 0) || (noted.stated && wait?.stated !== true)) take(noted)
  }

  const current = () => (wait !== null && lasts(wait) ? wait : null)

  return {
    active() {
      heed()
      return current()
    },
    press() {
      heed()
      if (wait !== null && wait.soon < wait.until) take({ ...wait, until: wait.soon, retryAt: toWall(wait.soon) })
      return current()
    },
    last: () => wait,
    postpone(trouble, retryAfter, cause, most = Infinity) {
      const attempt = (wait?.attempt ?? 0) + 1
      const chance = clock.random()
      // "Retry-After: 0" names no time, and a server that says it again and again is backed off from all the same.
      const stated = retryAfter !== null && retryAfter > 0
      const soon = Math.min(Math.max(stated ? statedDelay(retryAfter, chance) : 0, backoffDelay(attempt, chance)), most)
      const delay = stated ? soon : Math.min(Math.max(soon, unhurriedDelay(attempt, chance)), most)
      const terms = { attempt, trouble, stated, delay, soon, told: clock.now() }
      note.write(terms)
      tabs.tell({ ...terms, type: 'deferred', generation: session.generation() })
      return set(begun(terms, cause))
    },
    hear(message) {
      const next = begun(message)
      if (lasts(next) && (wait === null || wait.until < next.until)) set(next)
    },
    hurry(atLeast = 0) {
      // A page that was put away has not heard what the server said to another.
      heed()
      if (wait !== null && !wait.stated && steady() - wait.since >= atLeast) {
        wait = { ...wait, until: Math.min(wait.until, steady()) }
        note.clear()
      }
    },
    clear(sentAt = Infinity) {
      if (wait === null || (sentAt < wait.since && note.read() !== null)) return
      note.clear()
      wait = null
    },
    forget: () => void (wait = null),
  }
}
