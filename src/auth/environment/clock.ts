/** Time and chance, handed in so that tests can own both. */
export interface Clock {
  /** Wall-clock ms, as `Date.now()`: may be hours off and may jump. */
  now(): number
  /** Monotonic ms, as `performance.now()`: never jumps, but may stand still while the machine sleeps. */
  monotonic(): number
  /** Runs `task` once after `delay` ms (below 2^31); the function returned cancels it. */
  timer(task: () => void, delay: number): () => void
  /** In [0, 1), as `Math.random()`. */
  random(): number
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  timer(task, delay) {
    const id = setTimeout(task, delay)
    return () => clearTimeout(id)
  },
  random: () => Math.random(),
}

/** A jump of the wall clock below this is rounding or slewing, not sleep. */
const NOISE = 100

/**
 * Elapsed time that neither a wrong clock nor sleep can bend: ms that count on like the monotonic clock, plus every
 * leap forward of the wall clock against it. `performance.now()` stops in sleep in some browsers
 * (w3c/hr-time#115), the wall clock alone can be set back; the larger of the two advances is the safe one, since
 * a token believed older than it is costs one refresh, and one believed younger costs a 401.
 */
export function steadyTime(clock: Clock): () => number {
  let base = clock.now() - clock.monotonic()
  let leapt = 0
  return () => {
    const monotonic = clock.monotonic()
    const drift = clock.now() - monotonic
    if (drift < base) base = drift
    else if (drift - base > NOISE) {
      leapt += drift - base
      base = drift
    }
    return monotonic + leapt
  }
}

/**
 * Longest single timer. A delay of 2^31 ms or more fires at once in every browser, and a timer set before a sleep is
 * late by the whole sleep; short slices cure both.
 */
const SLICE = 60_000

export interface Alarm {
  /** Rings once when `steady()` reaches `at`; replaces an earlier setting. */
  set(at: number): void
  clear(): void
}

export function createAlarm(clock: Clock, steady: () => number, ring: () => void): Alarm {
  let cancel: (() => void) | undefined
  const clear = () => {
    cancel?.()
    cancel = undefined
  }
  const set = (at: number) => {
    clear()
    cancel = clock.timer(() => (steady() >= at ? ring() : set(at)), Math.min(Math.max(at - steady(), 0), SLICE))
  }
  return { set, clear }
}

/** How much of a sleep a wait may take for waiting, in ms. */
const STEP = 1000

/**
 * Resolves after `delay` ms, or as soon as `signal` aborts: a wait that is cut short is no error. Counts the time that the
 * page was awake for: after a sleep every timer is due at once, and the answer that is waited for may still be unread.
 */
export function pause(clock: Clock, delay: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let left = delay
    let cancel: (() => void) | undefined
    const done = () => {
      cancel?.()
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const step = () => {
      const next = Math.min(left, STEP)
      left -= next
      cancel = clock.timer(left > 0 ? step : done, next)
    }
    if (signal?.aborted) return done()
    signal?.addEventListener('abort', done)
    step()
  })
}
