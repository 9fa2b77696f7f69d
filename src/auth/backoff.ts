import { MAX_RETRY_AFTER } from './api/retry-after'

/**
 * Exponential backoff with full jitter: a wait drawn evenly from zero to a bound that grows up to a cap
 * (AWS Architecture Blog, "Exponential Backoff And Jitter").
 *
 * The first tries are quick, as most trouble is over in half a minute. Then the bound grows steeply, to a high cap: a crowd
 * comes back at the rate at which it was turned away, and every try that a client makes during an outage adds one usual load
 * to what the API meets when it is back (bench/herd). Who wakes the page, or asks, need not wait.
 */
const QUICK = [1000, 2000, 4000, 8000, 16_000]
const GROWTH = 4
export const BACKOFF_CAP = 600_000

/** ms to wait before the attempt after `attempt` failures in a row (1 after the first). */
export function backoffDelay(attempt: number, chance: number): number {
  const bound = QUICK[attempt - 1] ?? 16_000 * GROWTH ** Math.min(attempt - QUICK.length, 30)
  return chance * Math.min(BACKOFF_CAP, bound)
}

/**
 * A server that says "Retry-After" gets that wait in full, and a little more so that the crowd does not come back at once.
 * Up to a day: a session that is renewed no more is over for whoever has it.
 */
export function statedDelay(retryAfter: number, chance: number): number {
  const stated = Math.min(retryAfter, MAX_RETRY_AFTER)
  return stated + chance * Math.min(stated * 0.1, 10_000)
}
