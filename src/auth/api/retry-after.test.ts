import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRetryAfter } from './retry-after'

describe('parseRetryAfter', () => {
  const now = Date.UTC(2026, 0, 1, 12, 0, 0)
  const httpDate = (ms: number) => new Date(ms).toUTCString()
  const HOURS = 3_600_000

  it.each([
    ['0', 0],
    ['7', 7000],
    [' 120 ', 120_000],
    ['86400', 86_400_000],
  ])('reads "%s" as seconds', (value, ms) => {
    expect(parseRetryAfter(value, null, now)).toBe(ms)
  })

  it('reads an HTTP-date against the answer’s own Date', () => {
    expect(parseRetryAfter(httpDate(now + 90_000), httpDate(now), now)).toBe(90_000)
  })

  it.each([-12, 12])('reads it right with a device clock that is off by %i h', (hours) => {
    expect(parseRetryAfter(httpDate(now + 90_000), httpDate(now), now + hours * HOURS)).toBe(90_000)
  })

  it.each([
    ['none', null],
    ['unreadable', 'yesterday'],
  ])('reads it by the device’s clock when Date is %s', (_case, date) => {
    expect(parseRetryAfter(httpDate(now + 90_000), date, now)).toBe(90_000)
  })

  it('reads the form of C’s asctime(), which names no zone, as UTC', () => {
    expect(parseRetryAfter('Sun Nov  6 08:49:37 1994', null, Date.UTC(1994, 10, 6, 8, 49, 7))).toBe(30_000)
  })

  it.each(['99999999999999', httpDate(now + 9000 * HOURS)])('takes no more than a day from anybody: %s', (value) => {
    expect(parseRetryAfter(value, null, now)).toBe(24 * HOURS)
  })

  it('reads a date in the past as now', () => {
    expect(parseRetryAfter(httpDate(now - 90_000), httpDate(now), now)).toBe(0)
  })

  it.each([null, '', 'soon', 'NaN', 'seven', '7 seconds please'])('reads %j as nothing said', (value) => {
    expect(parseRetryAfter(value, httpDate(now), now)).toBeNull()
  })

  it.each(['-5', '1.5', '0.5'])('reads %j as nothing said, and not as a date of long ago', (value) => {
    expect(parseRetryAfter(value, httpDate(now), now)).toBeNull()
  })

  it('is never negative and never NaN, whatever a server says', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.nat().map(String), fc.date().map(String)),
        fc.option(fc.string()),
        (value, date) => {
          const wait = parseRetryAfter(value, date, now)
          expect(wait === null || wait >= 0).toBe(true)
        },
      ),
    )
  })
})
