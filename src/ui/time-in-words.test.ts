import { describe, expect, it } from 'vitest'
import { clockTime, relativeTime, secondsInWords } from './time-in-words'

const NOW = new Date(2026, 2, 14, 15, 9, 26).getTime()
const MINUTE = 60_000

describe('relativeTime', () => {
  it.each([
    [0, 'just now'],
    [-59_400, 'just now'],
    [-60_000, '1 minute ago'],
    [-150 * MINUTE, '2 hours ago'],
    [-24 * 60 * MINUTE, 'yesterday'],
    [-(47 * 60 + 59) * MINUTE, '2 days ago'],
    [-9 * 24 * 60 * MINUTE, '9 days ago'],
    [400, 'in less than a minute'],
    [59_400, 'in less than a minute'],
    [90_000, 'in 1 minute'],
  ])('%d ms from now is “%s”', (offset, words) => {
    expect(relativeTime(NOW + offset, NOW)).toBe(words)
  })
})

describe('secondsInWords', () => {
  it.each([
    [0, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [125, '2 min 5 s'],
    [3599, '59 min 59 s'],
    [3600, '1 h'],
    [3601, '1 h 1 min'],
    [7500, '2 h 5 min'],
    [86_400, '24 h'],
  ])('%d seconds are “%s”', (seconds, words) => {
    expect(secondsInWords(seconds)).toBe(words.replaceAll(' ', '\u00a0'))
  })
})

describe('clockTime', () => {
  it('leaves the day out where it is today', () => {
    expect(clockTime(NOW - 5 * MINUTE, NOW)).toBe('15:04')
  })

  it('names another day', () => {
    expect(clockTime(NOW - 24 * 60 * MINUTE, NOW)).toBe('13 Mar 2026, 15:09')
  })
})
