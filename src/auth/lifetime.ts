/**
 * Lifetime arithmetic. All times are ms counted from the moment the request for the token was sent: the server made
 * the token later than that, so nothing here ever takes a token for younger than it is, whatever the clocks say.
 */

/** Never refresh more often than this, whatever lifetimes a server hands out. */
export const MIN_SPACING = 1000

const MAX_LEAD = 60_000
const LEAD_SHARE = 0.2
const JITTER_SHARE = 0.1

/**
 * The part of a lifetime that can be relied on. `iat` and `exp` are whole seconds (RFC 7519 section 2, NumericDate, as
 * signed by nearly every library), so a token of N seconds may in truth have ended up to one second earlier.
 */
export function usableFor(lifetime: number): number {
  return lifetime - Math.min(1000, lifetime / 2)
}

/**
 * When to renew a token: 60 s or 20 % of its lifetime before its end, whichever is less, and always before the usable
 * part is over. `chance` (0 to 1) spreads clients that signed in at the same moment.
 */
export function renewAfter(lifetime: number, chance: number): number {
  const lead = Math.min(MAX_LEAD, lifetime * LEAD_SHARE)
  const usable = usableFor(lifetime)
  const due = Math.min(lifetime - lead, usable - Math.min(1000, usable * LEAD_SHARE))
  return Math.max(due - chance * lead * JITTER_SHARE, 0)
}
