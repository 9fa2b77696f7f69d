import { type Clock, pause } from '../environment/clock'
import type { Cookies } from '../environment/environment'
import type { Flight, JarNotes } from './notes'

/**
 * A refresh that was sent by a page that is gone (reloaded, closed, crashed) still lands: it went out with `keepalive`,
 * and its Set-Cookie reaches the jar after the page has died. Until then the jar holds a used refresh token, and to
 * present that is to have the session revoked (reuse detection). So whoever comes next waits here first.
 */
export interface Landing {
  /** Notes that a refresh (or logout) goes out now, from the hint as it is now. Call in the same task that sends it. */
  takeOff(): {
    /** The answer is here, or will never be: `took` in ms teaches the bounded wait, null when nothing answered. */
    land(took: number | null): void
    /** It seems to have failed: whoever comes next need not wait for it as for one that is on its way. */
    doubt(): void
    /** It is late, and its page is there and waits: nobody is to present the same cookie. */
    wait(): void
    /** It is waited for no more, and may yet land. */
    giveUp(): void
  }
  /**
   * Resolves once no answer of an earlier page can be under way any more; at once when there is none. To false when one had all its
   * time and did not land, now or within the last timeout.
   */
  clear(): Promise<boolean>
  /**
   * Where there are no locks: whether this page is to go next, of all that ask in the same moment. By Fischer's mutex: who finds
   * nobody's name writes its own, and whose was written last goes; all know who that is once all have been seen. As long as a name
   * stands there no other is written, so somebody always goes.
   */
  claim(): Promise<boolean>
  /** An answer was given up on of late: a cookie that nobody expects may be the one that it brought. */
  isAstray(): boolean
  hint(): string | null
  /** The cookie that is there came with an answer to a call of ours, or there is none. */
  own(): void
  /** It came otherwise: somebody has signed in at a provider, or at an app beside this one that has the same API. */
  isForeign(): boolean
  /** It was there once. A server without one is no reason for doubt. */
  isHintGone(): boolean
  /** The page is being left, or put away (`isFrozen`): what it has out is noted once more where the app has wiped the storage. */
  leave(isFrozen: boolean): void
  /** A sign-in is given up on, and its answer may yet come. */
  lose(): void
  /** Looks whether one is out, before a wait of another kind: what has passed is counted from here, whatever is done to the wall clock. */
  notice(): void
}

/** How long what one tab writes may take to be seen by another, in ms: browsers keep a copy of localStorage for each. */
const SEEN_AFTER = 100

const KEEP_DURATIONS = 5

/** ms */
const LEAST_WAIT = 1000

/** How often the note is looked at while it is waited for, in ms. No shorter: a hidden page has its timers served once a second. */
const GLANCE = 1000

/** For how long an answer that was given up on may still come, in ms: no connection is kept waiting for longer. */
const ASTRAY = 3_600_000

/** For how many timeouts an answer is waited for, by the page that sent the refresh and by those that come after it. */
export const PATIENCE = 2

/** The same for a refresh: a gateway whose API hangs answers by then, and few networks stall for longer. */
export const GIVE_UP = 6

/**
 * @param hintCookie name of the companion cookie that changes at each rotation; null when the contract has none.
 * @param refreshTimeout ms after which no refresh is waited for.
 * @param isSeen whether anybody may be looking at this page.
 */
export function createLanding(
  clock: Clock,
  notes: JarNotes,
  cookies: Cookies,
  hintCookie: string | null,
  refreshTimeout: number,
  isSeen: () => boolean,
): Landing {
  let hasHint = false
  let out: Flight | null = null

  function hint(): string | null {
    const value = hintCookie === null ? null : cookies.read(hintCookie)
    hasHint ||= value !== null
    return value
  }

  /** With a hint the wait ends when the answer lands, so it may be long; without one it is a guess from experience. */
  function longestWait({ hint, lostAfter, isWaitedFor, isUnseen }: Flight): number {
    // A page in the background can't say in time that it waits: its timers are served once a minute, or not at all.
    const patience = isUnseen ? GIVE_UP : PATIENCE
    if ((hint !== null || isWaitedFor) && lostAfter === null) return patience * refreshTimeout
    const slowest = Math.max(lostAfter ?? 0, ...(notes.took.read() ?? []))
    return Math.min(Math.max(4 * slowest, LEAST_WAIT), refreshTimeout)
  }

  /** An answer that comes after its timeout must not touch the note of the call that was sent since. */
  const isNoted = ({ id }: Flight) => notes.flight.read()?.id === id

  /** Monotonic ms at which one had all its time, and did not land. */
  let lostAt = -Infinity
  let seen: { readonly id: string; readonly sentAt: number; readonly waited: number; readonly at: number } | null = null

  /** A wall clock set back since the flight makes it seem to lie ahead; it counts as sent just now. */
  function waitedFor({ id, sentAt }: Flight): number {
    const at = clock.monotonic()
    if (seen?.id !== id || seen.sentAt !== sentAt) seen = { id, sentAt, at, waited: Math.max(clock.now() - sentAt, 0) }
    return seen.waited + at - seen.at
  }

  /** ms for which the one that is noted may still be under way. */
  function remaining(): number {
    const flight = notes.flight.read()
    return flight === null ? 0 : longestWait(flight) - waitedFor(flight)
  }

  const own = () => notes.hint.write(hint())

  const lose = () => notes.astray.write(clock.now())

  function isAstray(): boolean {
    const at = notes.astray.read()
    return at !== null && clock.now() - at < ASTRAY
  }

  return {
    async claim() {
      const other = notes.next.read()
      if (other !== null) await pause(clock, 3 * SEEN_AFTER)
      // It is for them to go, unless they are gone.
      if (notes.next.read() !== other) return false
      const id = String(clock.random())
      notes.next.write(id)
      await pause(clock, SEEN_AFTER)
      // A page that was busy has its timers served first, and what others wrote meanwhile after that.
      await pause(clock, SEEN_AFTER)
      if (notes.next.read() !== id) return false
      notes.next.clear()
      return notes.flight.read() === null
    },
    isAstray,
    hint,
    own,
    isForeign() {
      const [known, now] = [notes.hint.read(), hint()]
      return known !== null && now !== null && now !== known && notes.flight.read() === null && !isAstray()
    },
    isHintGone: () => hint() === null && hasHint,
    notice() {
      const flight = notes.flight.read()
      if (flight !== null) waitedFor(flight)
    },
    takeOff() {
      const id = String(clock.random())
      const base = { id, sentAt: clock.now(), hint: hint(), lostAfter: null, isWaitedFor: false, isUnseen: !isSeen() }
      const at = clock.monotonic()
      const note = (flight: Flight) => {
        out = flight
        notes.flight.write(flight)
      }
      note(base)
      const settle = () => {
        if (out?.id === id) out = null
        if (isNoted(base)) notes.flight.clear()
      }
      const change = (changes: Partial<Flight>) => isNoted(base) && note({ ...base, ...changes })
      return {
        land(took) {
          own()
          settle()
          if (took !== null) notes.took.write([...(notes.took.read() ?? []), took].slice(-KEEP_DURATIONS))
        },
        giveUp() {
          settle()
          lose()
        },
        doubt: () => change({ lostAfter: clock.monotonic() - at }),
        wait: () => change({ sentAt: clock.now(), isWaitedFor: true }),
      }
    },
    leave(isFrozen) {
      if (out === null) return
      if (notes.flight.isWiped() || (isFrozen && isNoted(out))) notes.flight.write({ ...out, isUnseen: isFrozen })
    },
    lose,
    async clear() {
      const flight = notes.flight.read()
      if (flight === null) return clock.monotonic() - lostAt > refreshTimeout
      const hasLanded = () => {
        // An app that wipes the storage knows nothing of what is out.
        if (notes.flight.isWiped()) notes.flight.write(flight)
        return (hintCookie !== null && hint() !== flight.hint) || !isNoted(flight)
      }
      // One that was sent hours ago may have slept: then the answer is yet to be read, and gets the least of all waits.
      const least = flight.lostAfter !== null ? 0 : Math.min(longestWait(flight), LEAST_WAIT)
      const landed = new AbortController()
      const stop = cookies.watch(() => hasLanded() && landed.abort())
      let waited = 0
      // Who sent it may find out that it failed, and take the note back, or wait on: of neither does a cookie tell.
      const left = () => Math.max(remaining(), least - waited)
      while (left() > 0 && waited < PATIENCE * refreshTimeout && !hasLanded()) {
        const glance = Math.min(left(), GLANCE)
        await pause(clock, glance, landed.signal)
        waited += glance
      }
      stop()
      if (hasLanded()) own()
      const isOver = hasLanded() || typeof notes.flight.read()?.lostAfter === 'number'
      if (!isOver) lostAt = clock.monotonic()
      const isOut = !hasLanded() && remaining() > 0
      if (!hasLanded() && !isOut) lose()
      if (isNoted(flight) && !isOut) notes.flight.clear()
      return isOver
    },
  }
}
