import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BACKOFF_CAP, backoffDelay, parseRetryAfter, statedDelay } from './backoff'

const chances = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

describe('backoffDelay', () => {
  it('doubles its bound up to the cap', () => {
    const bounds = [1, 2, 3, 4, 8, 9, 10, 1000].map((attempt) => backoffDelay(attempt, 1))
    expect(bounds).toEqual([1000, 2000, 4000, 8000, 128_000, 256_000, BACKOFF_CAP, BACKOFF_CAP])
  })

  it('is drawn evenly from all of it: full jitter', () => {
    expect([0, 0.25, 0.5].map((chance) => backoffDelay(4, chance))).toEqual([0, 2000, 4000])
  })

  it('is never negative and never over the cap, however long it goes on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), chances, (attempt, chance) => {
        expect(backoffDelay(attempt, chance)).toBeGreaterThanOrEqual(0)
        expect(backoffDelay(attempt, chance)).toBeLessThanOrEqual(BACKOFF_CAP)
      }),
    )
  })
})

describe('statedDelay', () => {
  it('adds a tenth at most, and ten seconds at most', () => {
    expect([0, 0.5, 1].map((chance) => statedDelay(30_000, chance))).toEqual([30_000, 31_500, 33_000])
    expect(statedDelay(3_600_000, 1)).toBe(3_610_000)
  })

  it('is never shorter than what the server asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), chances, (retryAfter, chance) => {
        expect(statedDelay(retryAfter, chance)).toBeGreaterThanOrEqual(retryAfter)
      }),
    )
  })
})

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
