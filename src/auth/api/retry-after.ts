/** No server is left alone for longer than this, in ms: what asks for more means "don't know". */
export const MAX_RETRY_AFTER = 24 * 3_600_000

/** The oldest of the three forms of an HTTP-date (asctime) names no zone, and is in UTC all the same. */
const ASCTIME = /^[a-z]{3} [a-z]{3} [ \d]\d [\d:]{8} \d{4}$/i

/**
 * `Retry-After` (RFC 9110 section 10.2.3) in ms from now: whole seconds or an HTTP-date. A date is read against the
 * answer's own `Date` header where it has one, since the device's clock may be hours off. Null when absent or unreadable; a day at most.
 */
export function parseRetryAfter(value: string | null, date: string | null, now: number): number | null {
  if (value === null) return null
  // Said twice, by the API and by what stands before it: `fetch` joins the two.
  const each = value.split(',')
  if (each.every((part) => /^\s*\d+\s*$/.test(part))) {
    return Math.min(Math.max(...each.map(Number)) * 1000, MAX_RETRY_AFTER)
  }
  const text = value.trim()
  // `Date.parse` takes "1.5" for a day of long ago; every HTTP-date names its day in letters.
  const until = /[a-z]/i.test(text) ? Date.parse(ASCTIME.test(text) ? `${text} GMT` : text) : NaN
  if (Number.isNaN(until)) return null
  return Math.min(Math.max(until - (Date.parse(date ?? '') || now), 0), MAX_RETRY_AFTER)
}
