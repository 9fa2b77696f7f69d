/**
 * Exponential backoff with full jitter: a wait drawn evenly from zero to a bound that grows up to a cap
 * (AWS Architecture Blog, "Exponential Backoff And Jitter").
 *
 * Steep and with a high cap, since a crowd comes back at the rate at which it was turned away: every try that a client makes
 * during an outage is one more usual load on top of what the API meets when it is back (bench/herd). The first tries are
 * quick all the same, as most trouble is over in a second; and who wakes the page, or asks, need not wait.
 */
const BASE = 1000
const GROWTH = 4
export const BACKOFF_CAP = 600_000

/** ms to wait before the attempt after `attempt` failures in a row (1 after the first). */
export function backoffDelay(attempt: number, chance: number): number {
  return chance * Math.min(BACKOFF_CAP, BASE * GROWTH ** Math.min(attempt - 1, 30))
}

/** A server that says "Retry-After" gets that wait in full, and a little more so that the crowd does not come back at once. */
export function statedDelay(retryAfter: number, chance: number): number {
  return retryAfter + chance * Math.min(retryAfter * 0.1, 10_000)
}
