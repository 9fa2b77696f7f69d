import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BACKOFF_CAP, backoffDelay, statedDelay, unhurriedDelay, UNHURRIED_CAP } from './backoff'

const chances = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

const DAY = 24 * 3_600_000

describe('backoffDelay', () => {
  it('triples its bound, up to the cap', () => {
    const bounds = [1, 2, 3, 4, 5, 6, 7, 1000].map((attempt) => backoffDelay(attempt, 1))
    expect(bounds).toEqual([1000, 3000, 9000, 27_000, 81_000, 243_000, BACKOFF_CAP, BACKOFF_CAP])
  })

  it('is drawn evenly from all of it: full jitter', () => {
    expect([0, 0.25, 0.5].map((chance) => backoffDelay(3, chance))).toEqual([0, 2250, 4500])
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

describe('unhurriedDelay', () => {
  it('has one try while a token is good, and then one in the life of another, with full jitter', () => {
    expect([1, 2, 3, 1000].map((attempt) => unhurriedDelay(attempt, 1))).toEqual([
      60_000,
      UNHURRIED_CAP,
      UNHURRIED_CAP,
      UNHURRIED_CAP,
    ])
    expect([0, 0.5].map((chance) => unhurriedDelay(1, chance))).toEqual([0, 30_000])
  })
})

describe('statedDelay', () => {
  it('adds a tenth at most, and ten seconds at most', () => {
    expect([0, 0.5, 1].map((chance) => statedDelay(30_000, chance))).toEqual([30_000, 31_500, 33_000])
    expect(statedDelay(3_600_000, 1)).toBe(3_610_000)
  })

  it('is never shorter than what the server asked for, up to a day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), chances, (retryAfter, chance) => {
        expect(statedDelay(retryAfter, chance)).toBeGreaterThanOrEqual(Math.min(retryAfter, DAY))
        expect(statedDelay(retryAfter, chance)).toBeLessThanOrEqual(DAY + 10_000)
      }),
    )
    expect(statedDelay(Infinity, 0)).toBe(DAY)
  })
})
