import { expect, it } from 'vitest'
import { createFakeClock, seededRandom } from './fake-clock'

it('runs timers in order of their time, and those of one time in the order they were set', async () => {
  const clock = createFakeClock()
  const ran: string[] = []
  clock.timer(() => ran.push('b'), 20)
  clock.timer(() => ran.push('a'), 10)
  clock.timer(() => ran.push('c'), 20)
  await clock.advance(19)
  expect(ran).toEqual(['a'])
  await clock.advance(1)
  expect(ran).toEqual(['a', 'b', 'c'])
})

it('lets promises settle between two timers, however long their chain', async () => {
  const clock = createFakeClock()
  const ran: string[] = []
  clock.timer(() => {
    void (async () => {
      for (let turn = 0; turn < 1000; turn++) await Promise.resolve()
      ran.push('chain')
    })()
  }, 1)
  clock.timer(() => ran.push('second'), 1)
  await clock.advance(1)
  expect(ran).toEqual(['chain', 'second'])
})

it('runs within one advance what timers set anew, at the time they asked for', async () => {
  const clock = createFakeClock()
  const start = clock.monotonic()
  const at: number[] = []
  const again = () => {
    at.push(clock.monotonic() - start)
    clock.timer(again, 30)
  }
  clock.timer(again, 30)
  await clock.advance(100)
  expect(at).toEqual([30, 60, 90])
  expect(clock.monotonic() - start).toBe(100)
  expect(clock.pending()).toBe(1)
})

it('cancels a timer, and runs one at once whose delay would overflow in a browser', async () => {
  const clock = createFakeClock()
  const ran: string[] = []
  clock.timer(() => ran.push('cancelled'), 5)()
  clock.timer(() => ran.push('overflow'), 2 ** 31)
  await clock.advance(10)
  expect(ran).toEqual(['overflow'])
  expect(clock.pending()).toBe(0)
})

it('makes timers late by a sleep', async () => {
  const clock = createFakeClock({ now: 5000 })
  const ran: number[] = []
  clock.timer(() => ran.push(clock.now()), 1000)
  await clock.advance(400)
  clock.sleep(60_000)
  await clock.advance(599)
  expect(ran).toEqual([])
  await clock.advance(1)
  expect(ran).toEqual([5000 + 400 + 60_000 + 600])
})

it('has timers overdue after a sleep in which the monotonic clock went on', async () => {
  const clock = createFakeClock()
  const ran: number[] = []
  const before = clock.monotonic()
  clock.timer(() => ran.push(clock.monotonic() - before), 1000)
  clock.sleep(60_000, 'goes-on')
  expect(ran).toEqual([])
  await clock.advance(0)
  expect(ran).toEqual([60_000])
})

it('keeps timers of the world outside going in a sleep, most overdue first', async () => {
  const clock = createFakeClock()
  const ran: string[] = []
  clock.timer(() => ran.push('inside'), 10)
  clock.worldTimer(() => ran.push('outside, late'), 200)
  clock.worldTimer(() => ran.push('outside'), 100)
  clock.sleep(1000)
  await clock.advance(0)
  expect(ran).toEqual(['outside', 'outside, late'])
  await clock.advance(10)
  expect(ran).toEqual(['outside', 'outside, late', 'inside'])
})

it('makes up after a sleep for all that followed upon a timer of the world outside', async () => {
  const clock = createFakeClock()
  const ran: string[] = []
  clock.worldTimer(() => clock.worldTimer(() => ran.push('second'), 100), 100)
  clock.sleep(150)
  await clock.advance(0)
  expect(ran).toEqual([])
  await clock.advance(50)
  expect(ran).toEqual(['second'])
})

it('shifts the wall clock alone, and knows the true time', () => {
  const clock = createFakeClock({ now: 1000 })
  const before = clock.monotonic()
  clock.shiftWall(-500)
  clock.sleep(100)
  expect([clock.now(), clock.trueNow(), clock.monotonic() - before]).toEqual([600, 1100, 0])
})

it('draws the same numbers from the same seed, and evenly', () => {
  const draw = (seed: number) => Array.from({ length: 1000 }, seededRandom(seed))
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
  const mean = draw(7).reduce((sum, each) => sum + each) / 1000
  expect(mean).toBeGreaterThan(0.45)
  expect(mean).toBeLessThan(0.55)
  expect(draw(7).every((each) => each >= 0 && each < 1)).toBe(true)
})
