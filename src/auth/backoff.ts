/**
 * Exponential backoff with full jitter: a wait drawn evenly from zero to a bound that doubles up to a cap.
 * Spreads a crowd of clients best of the usual schemes (AWS Architecture Blog, "Exponential Backoff And Jitter").
 */
const BASE = 1000

/** Large on purpose: after an outage the whole crowd comes back within one cap. See bench/herd. */
export const BACKOFF_CAP = 300_000

/** ms to wait before the attempt after `attempt` failures in a row (1 after the first). */
export function backoffDelay(attempt: number, chance: number): number {
  return chance * Math.min(BACKOFF_CAP, BASE * 2 ** Math.min(attempt - 1, 30))
}

/** A server that says "Retry-After" gets that wait in full, and a little more so that the crowd does not come back at once. */
export function statedDelay(retryAfter: number, chance: number): number {
  return retryAfter + chance * Math.min(retryAfter * 0.1, 10_000)
}
