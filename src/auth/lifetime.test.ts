import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MIN_SPACING, renewAfter, usableFor } from './lifetime'

/** ms: from nothing to beyond what any timer can hold. */
const lifetimes = fc.oneof(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 2 ** 45 }))
const chances = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

const MINUTE = 60_000
const DAY = 86_400_000

describe('usableFor', () => {
  it.each([
    [0, 0],
    [1000, 500],
    [2000, 1000],
    [15 * MINUTE, 15 * MINUTE - 1000],
    [Infinity, Infinity],
  ])('of %i ms, %i can be relied on', (lifetime, usable) => {
    expect(usableFor(lifetime)).toBe(usable)
  })

  it('lies within the lifetime, leaves out the second that whole seconds may hide, and grows with it', () => {
    fc.assert(
      fc.property(lifetimes, lifetimes, (one, other) => {
        const [shorter, longer] = one < other ? [one, other] : [other, one]
        expect(usableFor(longer)).toBeGreaterThanOrEqual(usableFor(shorter))
        expect(usableFor(one)).toBeGreaterThanOrEqual(0)
        expect(usableFor(one)).toBeLessThanOrEqual(one)
        if (one >= 2000) expect(usableFor(one)).toBe(one - 1000)
      }),
    )
  })
})

describe('renewAfter', () => {
  it.each([
    ['nothing', 0, 0, 0],
    ['a second: well before its usable half is over', 1000, 0, 400],
    ['ten seconds: 20 % before the end', 10_000, 0, 8000],
    ['a minute: 20 %', MINUTE, 0, 48_000],
    ['five minutes: 20 % is 60 s', 5 * MINUTE, 0, 4 * MINUTE],
    ['15 minutes: 60 s', 15 * MINUTE, 0, 14 * MINUTE],
    ['60 days: 60 s', 60 * DAY, 0, 60 * DAY - MINUTE],
    ['15 minutes, with half the jitter of 6 s', 15 * MINUTE, 0.5, 14 * MINUTE - 3000],
  ])('%s', (_case, lifetime, chance, due) => {
    expect(renewAfter(lifetime, chance)).toBe(due)
  })

  it('never comes after the usable part, is never negative, and is early by jitter of a tenth of the lead at most', () => {
    fc.assert(
      fc.property(lifetimes, chances, (lifetime, chance) => {
        const due = renewAfter(lifetime, chance)
        const lead = Math.min(MINUTE, lifetime * 0.2)
        expect(due).toBeGreaterThanOrEqual(0)
        expect(due).toBeLessThanOrEqual(usableFor(lifetime))
        expect(due).toBeLessThanOrEqual(lifetime - lead)
        expect(renewAfter(lifetime, 0) - due).toBeLessThanOrEqual(lead * 0.1 + 1e-3)
      }),
    )
  })

  it('leaves a second between renewal and the end of use where there is room for one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 6000, max: DAY }), chances, (lifetime, chance) => {
        expect(usableFor(lifetime) - renewAfter(lifetime, chance)).toBeGreaterThanOrEqual(MIN_SPACING * 0.2)
      }),
    )
  })
})
