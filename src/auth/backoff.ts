import { MAX_RETRY_AFTER } from './api/retry-after'

/**
 * Exponential backoff with full jitter: a wait drawn evenly from zero to a bound that grows up to a cap
 * (AWS Architecture Blog, "Exponential Backoff And Jitter").
 *
 * A crowd comes back at the rate at which it was turned away, and every try that a client makes during an outage adds one
 * usual load to what the API meets when it is back (bench/herd). So a try has to be worth it: the first ones are quick, as
 * most trouble is over in half a minute, and the later ones far apart.
 */
const FIRST = 1000
const GROWTH = 3
export const BACKOFF_CAP = 600_000

/** Where nobody looks and nothing asks: once while the token is still good, then as seldom as tokens end. */
const UNHURRIED = [60_000]
export const UNHURRIED_CAP = 900_000

/** ms to wait before the attempt after `attempt` failures in a row (1 after the first). */
export function backoffDelay(attempt: number, chance: number): number {
  return chance * Math.min(BACKOFF_CAP, FIRST * GROWTH ** (attempt - 1))
}

/** The same for who is in no hurry. */
export function unhurriedDelay(attempt: number, chance: number): number {
  return chance * (UNHURRIED[attempt - 1] ?? UNHURRIED_CAP)
}

/**
 * A server that says "Retry-After" gets that wait in full, and a little more so that the crowd does not come back at once.
 * Up to a day: a session that is renewed no more is over for whoever has it.
 */
export function statedDelay(retryAfter: number, chance: number): number {
  const stated = Math.min(retryAfter, MAX_RETRY_AFTER)
  return stated + chance * Math.min(stated * 0.1, 10_000)
}
