/**
 * `Retry-After` (RFC 9110 section 10.2.3) in ms from now: whole seconds or an HTTP-date. A date is read against the
 * answer's own `Date` header where it has one, since the device's clock may be hours off. Null when absent or unreadable.
 */
export function parseRetryAfter(value: string | null, date: string | null, now: number): number | null {
  if (value === null) return null
  const text = value.trim()
  if (/^\d+$/.test(text)) return Number(text) * 1000
  // `Date.parse` takes "1.5" for a day of long ago; every HTTP-date names its day in letters.
  const until = /[a-z]/i.test(text) ? Date.parse(text) : NaN
  if (Number.isNaN(until)) return null
  const reference = date === null ? NaN : Date.parse(date)
  return Math.max(until - (Number.isNaN(reference) ? now : reference), 0)
}
