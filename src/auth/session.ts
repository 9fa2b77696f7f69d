import type { StoreApi } from 'zustand/vanilla'
import { shallow } from 'zustand/vanilla/shallow'
import type { User } from './api/contract'
import type { Clock } from './environment/clock'
import type { EndReason } from './errors'
import { createOutbox, type AuthEvent, type Origin } from './events'
import type { JarNotes } from './jar/notes'
import type { AuthState, Deferral } from './state'
import { createStateStore } from './state-store'
import type { AccessToken } from './token'

/** The session as the engine knows it, with its token. */
export interface Live {
  readonly user: User
  readonly token: AccessToken
  /** Where the token came from. */
  readonly by: Origin
  readonly epoch: number
  /** Counts renewals within a generation: which of two tokens is newer. */
  readonly serial: number
  /** Wall ms, as the three of `AuthState`. */
  readonly startedAt: number
  readonly renewedAt: number
  readonly expiresAt: number | null
}

/** What a sibling said of the session: taken over as it is. */
interface Told {
  readonly generation: number
  readonly serial: number
  readonly startedAt: number
  readonly renewedAt: number
}

/**
 * Holds the one session of this tab. Its mutators change what the engine acts by at once, and may be called within a
 * turn of the queue; the app (store and events) hears of it at the next `publish`, outside of any turn, so that no code
 * of the app ever runs while the cookie jar is taken.
 */
export interface Session {
  readonly store: StoreApi<AuthState>
  live(): Live | null
  isKnown(): boolean
  /** Nobody is signed in, for all that this tab knows. */
  isOver(): boolean
  /** Rises whenever a session begins or ends. */
  epoch(): number
  generation(): number
  /** Why there is no session; null when there never was one. */
  endReason(): EndReason | null
  adopt(user: User, token: AccessToken, by: Origin, told?: Told): void
  /** A sign-in always begins a session, also of the same person. */
  begin(user: User, token: AccessToken, by: Origin, told?: Told): void
  end(reason: EndReason | null, generation?: number): void
  /** Goes on as it is, under a later number. */
  outrank(generation: number): void
  /** Back to not knowing, since someone else signed in and is not known yet. */
  forget(generation: number): void
  defer(deferral: Deferral): void
  veil(veiled: boolean): void
  note(event: AuthEvent): void
  /** Tells of every change of the token or the session, at once: for parts of the engine only. */
  watch(listener: () => void): () => void
  publish(): void
}

interface Parts {
  readonly clock: Clock
  readonly steady: () => number
  readonly notes: JarNotes
  /** `false`: tabs have tokens of their own, and what becomes of this one's says nothing of the others. */
  readonly isShared?: boolean
  readonly emit: (event: AuthEvent) => void
  /** Passes on to siblings what began, was renewed or ended in this tab. */
  readonly announce: () => void
}

export function createSession({ clock, steady, notes, isShared = true, emit, announce }: Parts): Session {
  let live: Live | null = null
  let isKnown = false
  let reason: EndReason | null = null
  let deferred: Deferral | null = null
  let veiled = false
  /** The number is that of a session which siblings told of, and whose token we did not get; that of an end is taken. */
  let isTold = false
  /** The one that siblings have began after ours: what becomes of ours is none of their business. */
  let isOutranked = false
  let epoch = 0
  let generation = notes.generation()
  const outbox = createOutbox(emit)
  const watchers = new Set<() => void>()
  const store = createStateStore()

  function state(): AuthState {
    if (live !== null) {
      const { user, startedAt, renewedAt, expiresAt } = live
      return { status: 'signed-in', user, epoch, startedAt, renewedAt, expiresAt, deferred, veiled }
    }
    return isKnown ? { status: 'signed-out', reason } : { status: 'restoring', deferred }
  }

  /** Later than all that any tab of this jar knows of. */
  function nextGeneration(): number {
    // Without a note (the app wiped the storage) other tabs may remember one: the clock counts on from all of them.
    const noted = notes.standing.read()?.generation ?? Math.floor(Math.max(clock.now(), 0) / 1000)
    return Math.max(generation, noted) + 1
  }

  function nextSerial(): number {
    const noted = notes.standing.read()
    return Math.max(live?.serial ?? 0, noted?.generation === generation ? noted.serial : 0) + 1
  }

  /** Our own doing: noted for the next page, told to siblings. Within a turn, so before anyone else has the jar. */
  function record(): void {
    // Put away while somebody signed in elsewhere, and not told yet: the later session's note stands.
    if (notes.generation() > generation) return
    const { serial, startedAt } = live ?? { serial: 0, startedAt: 0 }
    notes.standing.write({ generation, serial, startedAt, user: live?.user.id ?? null })
    announce()
  }

  const changed = () => watchers.forEach((watcher) => watcher())

  function endOf({ lifetime, sentAt }: AccessToken): number | null {
    return lifetime === null ? null : clock.now() + lifetime - (steady() - sentAt)
  }

  function begin(user: User, token: AccessToken, by: Origin, told?: Told): void {
    const now = clock.now()
    epoch += 1
    isKnown = true
    isOutranked = false
    reason = null
    deferred = null
    // What a sibling said is as old as the veil: it is lifted when the page is back and has looked.
    veiled = veiled && by === 'sibling'
    live = {
      user,
      token,
      by,
      epoch,
      serial: told?.serial ?? 0,
      startedAt: told?.startedAt ?? now,
      renewedAt: told?.renewedAt ?? now,
      expiresAt: endOf(token),
    }
    generation = told?.generation ?? nextGeneration()
    if (told === undefined) record()
    outbox.add({ type: 'session-began', epoch, userId: user.id, by })
    changed()
  }

  function renew(user: User, token: AccessToken, by: Origin, before: Live, told?: Told): void {
    deferred = null
    live = {
      ...before,
      // The same person is the same object, for whoever looks for a change.
      user: shallow(before.user, user) ? before.user : user,
      token,
      by,
      serial: told?.serial ?? nextSerial(),
      renewedAt: told?.renewedAt ?? clock.now(),
      expiresAt: endOf(token),
    }
    if (told === undefined) record()
    outbox.add({ type: 'renewed', epoch, by, lifetime: token.lifetime })
    changed()
  }

  /** The first token that a page gets from its cookie: the session goes on that an earlier page began. */
  function resume(user: User, token: AccessToken, by: Origin): void {
    const noted = notes.standing.read()
    const now = clock.now()
    const goesOn = noted !== null && noted.user !== null && noted.generation >= generation
    if (goesOn) generation = noted.generation
    const told = goesOn ? noted : { generation: isTold ? generation : nextGeneration(), startedAt: now }
    begin(user, token, by, { ...told, serial: nextSerial(), renewedAt: now })
    record()
  }

  function lose(): void {
    live = null
    deferred = null
    epoch += 1
  }

  return {
    store,
    live: () => live,
    isKnown: () => isKnown,
    isOver: () => isKnown && live === null,
    epoch: () => epoch,
    generation: () => generation,
    endReason: () => reason,
    begin,
    adopt(user, token, by, told) {
      if (live?.user.id === user.id && (told === undefined || told.generation === generation)) {
        renew(user, token, by, live, told)
      } else if (live === null && !isKnown && told === undefined) resume(user, token, by)
      else begin(user, token, by, told)
    },
    end(why, heard) {
      const was = live
      // A later session goes on elsewhere: what is over is this tab's own, unless the person says that all of it is.
      const isLater = isOutranked || notes.generation() > generation
      const isOwn = why !== 'signed-out' && (isLater || !isShared)
      lose()
      isKnown = true
      isTold = false
      reason = why
      if (heard !== undefined) generation = heard
      else if (!isOwn) {
        generation = nextGeneration()
        record()
      }
      if (was !== null || why !== null) outbox.add({ type: 'session-ended', reason: why ?? 'expired' })
      else outbox.add({ type: 'nobody-to-restore' })
      changed()
    },
    outrank(heard) {
      isOutranked = true
      generation = heard
      changed()
    },
    forget(heard) {
      if (reason === 'disposed') return
      lose()
      isKnown = false
      isTold ||= heard > generation
      generation = heard
      changed()
    },
    defer(next) {
      deferred = next
      outbox.add({ type: 'deferred', ...next })
      changed()
    },
    veil: (next) => void (veiled = next),
    note: outbox.add,
    watch(listener) {
      watchers.add(listener)
      return () => watchers.delete(listener)
    },
    publish() {
      if (!shallow(store.getState(), state())) store.setState(state(), true)
      outbox.tell()
    },
  }
}
