import { type Clock, pause } from '../environment/clock'
import type { Cookies } from '../environment/environment'
import type { Flight, JarNotes } from './notes'

/**
 * A refresh that was sent by a page that is gone (reloaded, closed, crashed) still lands: it went out with `keepalive`,
 * and its Set-Cookie reaches the jar after the page has died. Until then the jar holds a used refresh token, and to
 * present that is to have the session revoked (reuse detection). So whoever comes next waits here first.
 */
export interface Landing {
  /**
   * Notes that a refresh (or logout) goes out now, from the hint as it is now. Call in the same task that sends it.
   */
  takeOff(): {
    /** The answer is here, or will never be: `took` in ms teaches the bounded wait, null when nothing answered. */
    land(took: number | null): void
    /** It seems to have failed: whoever comes next need not wait for it as for one that is on its way. */
    doubt(): void
  }
  /** Resolves once no answer of an earlier page can be under way any more; at once when there is none. */
  clear(): Promise<void>
  hint(): string | null
}

const KEEP_DURATIONS = 5

/** ms */
const LEAST_WAIT = 1000

/** For how many timeouts an answer is waited for, by the page that sent the refresh and by those that come after it. */
export const PATIENCE = 2

/**
 * @param hintCookie name of the companion cookie that changes at each rotation; null when the contract has none.
 * @param refreshTimeout ms after which no refresh is waited for.
 */
export function createLanding(
  clock: Clock,
  notes: JarNotes,
  cookies: Cookies,
  hintCookie: string | null,
  refreshTimeout: number,
): Landing {
  const hint = () => (hintCookie === null ? null : cookies.read(hintCookie))

  /** With a hint the wait ends when the answer lands, so it may be long; without one it is a guess from experience. */
  function longestWait(flight: Flight): number {
    if (flight.hint !== null && flight.seemsLost !== true) return PATIENCE * refreshTimeout
    const slowest = Math.max(0, ...(notes.took.read() ?? []))
    return Math.min(Math.max(4 * slowest, LEAST_WAIT), refreshTimeout)
  }

  return {
    hint,
    takeOff() {
      const id = String(clock.random())
      const flight = { id, sentAt: clock.now(), hint: hint() }
      notes.flight.write(flight)
      // An answer that comes after its timeout must not touch the note of the call that was sent since.
      const isNoted = () => notes.flight.read()?.id === id
      return {
        land(took) {
          if (isNoted()) notes.flight.clear()
          if (took !== null) notes.took.write([...(notes.took.read() ?? []), took].slice(-KEEP_DURATIONS))
        },
        doubt() {
          if (isNoted()) notes.flight.write({ ...flight, seemsLost: true })
        },
      }
    },
    async clear() {
      const flight = notes.flight.read()
      if (flight === null) return
      const hasLanded = () => (hintCookie !== null && hint() !== flight.hint) || notes.flight.read()?.id !== flight.id
      // A wall clock set back since makes the flight seem to lie ahead; it counts as sent just now. One that has gone on
      // by hours may have slept: then the answer is yet to be read, and gets the least of all waits.
      const waited = Math.max(clock.now() - flight.sentAt, 0)
      const wait = Math.max(longestWait(flight) - waited, Math.min(longestWait(flight), LEAST_WAIT))
      if (!hasLanded()) {
        const landed = new AbortController()
        const check = () => hasLanded() && landed.abort()
        const stop = cookies.watch(check)
        await pause(clock, wait, landed.signal)
        stop()
      }
      if (notes.flight.read()?.id === flight.id) notes.flight.clear()
    },
  }
}
