import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../testing/fake-clock'
import { type Clock, createAlarm, pause, steadyTime, systemClock } from './clock'

const HOUR = 3_600_000

describe('steadyTime', () => {
  function setUp() {
    const clock = createFakeClock()
    const steady = steadyTime(clock)
    const start = steady()
    return { clock, elapsed: () => steady() - start }
  }

  it('counts on like the monotonic clock', async () => {
    const { clock, elapsed } = setUp()
    await clock.advance(1234)
    expect(elapsed()).toBe(1234)
  })

  it.each(['stands-still', 'goes-on'] as const)(
    'counts sleep once, where the monotonic clock %s',
    async (monotonic) => {
      const { clock, elapsed } = setUp()
      await clock.advance(1000)
      clock.sleep(8 * HOUR, monotonic)
      await clock.advance(1000)
      expect(elapsed()).toBe(8 * HOUR + 2000)
    },
  )

  it('is not bent by a wall clock that is set back, and counts sleep after that', async () => {
    const { clock, elapsed } = setUp()
    clock.shiftWall(-12 * HOUR)
    await clock.advance(1000)
    expect(elapsed()).toBe(1000)
    clock.sleep(HOUR)
    expect(elapsed()).toBe(HOUR + 1000)
  })

  it('takes a wall clock that is set forward for sleep: older is the safe side', () => {
    const { clock, elapsed } = setUp()
    clock.shiftWall(12 * HOUR)
    expect(elapsed()).toBe(12 * HOUR)
  })

  it('takes no notice of rounding', () => {
    const { clock, elapsed } = setUp()
    clock.shiftWall(60)
    expect(elapsed()).toBe(0)
    clock.shiftWall(-60)
    clock.shiftWall(60)
    expect(elapsed()).toBe(0)
  })

  it('adds up a clock that is slewed by a little at a time', () => {
    const { clock, elapsed } = setUp()
    for (let step = 0; step < 10; step++) {
      clock.shiftWall(50)
      elapsed()
    }
    expect(elapsed()).toBeGreaterThan(500 - 100)
  })

  it('never runs backwards, and never falls behind the time that went by by more than noise', async () => {
    const steps = fc.oneof(
      fc.record({ kind: fc.constant('advance'), ms: fc.integer({ min: 0, max: 1e6 }) }),
      fc.record({ kind: fc.constant('sleep'), ms: fc.integer({ min: 0, max: 1e8 }) }),
      fc.record({ kind: fc.constant('shift'), ms: fc.integer({ min: -1e8, max: 1e8 }) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { maxLength: 20 }), async (list) => {
        const { clock, elapsed } = setUp()
        let truth = 0
        let before = 0
        for (const { kind, ms } of list) {
          if (kind === 'shift') clock.shiftWall(ms)
          else {
            truth += ms
            if (kind === 'sleep') clock.sleep(ms)
            else await clock.advance(ms)
          }
          const now = elapsed()
          expect(now).toBeGreaterThanOrEqual(before)
          expect(now).toBeGreaterThanOrEqual(truth - 100)
          before = now
        }
      }),
    )
  })
})

describe('an alarm', () => {
  function setUp(override: (clock: Clock) => Partial<Clock> = () => ({})) {
    const clock = createFakeClock()
    const longest = { delay: 0 }
    const seen: Clock = {
      ...clock,
      timer(task, delay) {
        longest.delay = Math.max(longest.delay, delay)
        return clock.timer(task, delay)
      },
      ...override(clock),
    }
    const steady = steadyTime(seen)
    const rings: number[] = []
    const alarm = createAlarm(seen, steady, () => rings.push(steady()))
    return { clock, steady, rings, alarm, longest }
  }

  it('rings once, at its time', async () => {
    const { clock, steady, rings, alarm } = setUp()
    const at = steady() + 5000
    alarm.set(at)
    await clock.advance(4999)
    expect(rings).toEqual([])
    await clock.advance(10_000)
    expect(rings).toEqual([at])
    expect(clock.pending()).toBe(0)
  })

  it('rings after 60 days, not at once, with no timer that would overflow', async () => {
    const { clock, steady, rings, alarm, longest } = setUp()
    const at = steady() + 60 * 24 * HOUR
    alarm.set(at)
    clock.sleep(60 * 24 * HOUR - 90_000, 'goes-on')
    await clock.advance(89_999)
    expect(rings).toEqual([])
    await clock.advance(1)
    expect(rings).toEqual([at])
    expect(longest.delay).toBeLessThan(2 ** 31)
  })

  it('is late by a minute at most after a sleep in which the monotonic clock stood still', async () => {
    const { clock, steady, rings, alarm } = setUp()
    alarm.set(steady() + HOUR)
    clock.sleep(8 * HOUR)
    await clock.advance(60_000)
    expect(rings).toHaveLength(1)
  })

  it('rings at once when its time is past', async () => {
    const { clock, steady, rings, alarm } = setUp()
    alarm.set(steady() - 1)
    expect(rings).toEqual([])
    await clock.advance(0)
    expect(rings).toHaveLength(1)
  })

  it('does not ring early where timers do', async () => {
    const { clock, steady, rings, alarm } = setUp((inner) => ({
      timer: (task, delay) => inner.timer(task, Math.max(delay - 1, 0.5)),
    }))
    const at = steady() + 5000
    alarm.set(at)
    await clock.advance(4999)
    expect(rings).toEqual([])
    await clock.advance(10)
    expect(rings).toEqual([at])
  })

  it('is set anew, and cleared', async () => {
    const { clock, steady, rings, alarm } = setUp()
    alarm.set(steady() + 1000)
    alarm.set(steady() + 2000)
    await clock.advance(1500)
    expect(rings).toEqual([])
    alarm.clear()
    await clock.advance(1500)
    expect(rings).toEqual([])
    expect(clock.pending()).toBe(0)
  })

  it('may be set anew while it rings', async () => {
    const clock = createFakeClock()
    const steady = steadyTime(clock)
    let rings = 0
    const alarm = createAlarm(clock, steady, () => {
      rings++
      alarm.set(steady() + 1000)
    })
    alarm.set(steady() + 1000)
    await clock.advance(3500)
    expect(rings).toBe(3)
    expect(clock.pending()).toBe(1)
  })
})

describe('pause', () => {
  it('resolves after its time, or as soon as the signal aborts, and leaves nothing behind', async () => {
    const clock = createFakeClock()
    const done: string[] = []
    const controller = new AbortController()
    void pause(clock, 100).then(() => done.push('whole'))
    void pause(clock, 100, controller.signal).then(() => done.push('cut short'))
    void pause(clock, 100, AbortSignal.abort()).then(() => done.push('none'))
    await clock.settle()
    expect(done).toEqual(['none'])
    controller.abort()
    await clock.settle()
    expect(done).toEqual(['none', 'cut short'])
    await clock.advance(100)
    expect(done).toEqual(['none', 'cut short', 'whole'])
    expect(clock.pending()).toBe(0)
  })
})

it('the system clock is the machine’s', async () => {
  expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1000)
  expect(Math.abs(systemClock.monotonic() - performance.now())).toBeLessThan(1000)
  expect(systemClock.random()).toBeLessThan(1)
  await new Promise<void>((resolve) => void systemClock.timer(resolve, 0))
  systemClock.timer(() => expect.unreachable(), 0)()
})
