import type { Clock } from '../environment/clock'

export interface FakeClockOptions {
  /** Wall-clock ms at the start. Default: 2026-01-01T00:00:00Z, and a bit, since nothing real starts on a full second. */
  readonly now?: number
  /** A seed for repeatable chance (default 1), or chance itself. */
  readonly random?: number | (() => number)
}

/** Time that stands still until it is told to go on. All times are ms. */
export interface FakeClock extends Clock {
  /**
   * Lets `ms` pass, awake: timers run in order of their time, and between any two of them every promise that can settle
   * does. Ends settled too.
   */
  advance(ms: number): Promise<void>
  /**
   * The machine sleeps for `ms`: the wall clock goes on, the monotonic clock stands still as it does in some browsers
   * ('goes-on': as in the others). No timer runs meanwhile; those set before count on where they stopped, or, where the
   * monotonic clock went on, are overdue at the next `advance`. Say `moment('wake')` to the tab afterwards.
   */
  sleep(ms: number, monotonic?: 'stands-still' | 'goes-on'): void
  /** Someone sets the wall clock, by so much. */
  shiftWall(ms: number): void
  /** Lets every promise settle that can, without any time passing. */
  settle(): Promise<void>
  /** Timers that are set and have not run: what a leak shows in. */
  pending(): number
  /** A timer of the world outside, which does not sleep when the machine does: it is overdue at the next `advance` then. */
  worldTimer: Clock['timer']
  /** What a clock that is right says, in wall-clock ms: counts sleep, knows nothing of `shiftWall`. Servers live by it. */
  trueNow(): number
}

/** Delays from here on overflow in every browser and run at once. */
const OVERFLOW = 2 ** 31

interface Timer {
  /** ms till it is due; below zero when it is overdue. */
  readonly left: () => number
  readonly task: () => void
}

export function createFakeClock({ now = 1_767_225_600_345, random = 1 }: FakeClockOptions = {}): FakeClock {
  let monotonic = 1000
  let trueWall = now
  let shift = 0
  const timers = new Set<Timer>()

  function pass(ms: number) {
    monotonic += ms
    trueWall += ms
  }

  function earliest(): Timer | undefined {
    let first: Timer | undefined
    // A set keeps the order in which timers were set, which decides between those of the same time.
    for (const timer of timers) if (first === undefined || timer.left() < first.left()) first = timer
    return first
  }

  /** While something overdue of the world outside is made up for: when it was due. */
  let madeUpFor: number | null = null

  const timerBy =
    (time: () => number, start = time): Clock['timer'] =>
    (task, delay) => {
      const due = start() + (delay > 0 && delay < OVERFLOW ? delay : 0)
      const timer = { left: () => due - time(), task }
      timers.add(timer)
      return () => timers.delete(timer)
    }

  return {
    now: () => trueWall + shift,
    monotonic: () => monotonic,
    trueNow: () => trueWall,
    random: typeof random === 'function' ? random : seededRandom(random),
    timer: timerBy(() => monotonic),
    worldTimer: timerBy(
      () => trueWall,
      () => madeUpFor ?? trueWall,
    ),
    async advance(ms) {
      const end = monotonic + ms
      await settle()
      for (let next = earliest(); next !== undefined && next.left() <= end - monotonic; next = earliest()) {
        pass(Math.max(next.left(), 0))
        timers.delete(next)
        // What follows upon it happened in the sleep as well.
        madeUpFor = next.left() < 0 ? trueWall + next.left() : null
        next.task()
        await settle()
        madeUpFor = null
      }
      pass(end - monotonic)
    },
    sleep(ms, mode = 'stands-still') {
      if (mode === 'goes-on') pass(ms)
      else trueWall += ms
    },
    shiftWall: (ms) => void (shift += ms),
    settle,
    pending: () => timers.size,
  }
}

/** The same numbers in [0, 1) for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

// Taken at load: a test runner may put fakes in their place later, and a fake would never come back to us.
const { setImmediate, MessageChannel, setTimeout } = globalThis as Partial<typeof globalThis> & {
  setImmediate?: (run: () => void) => void
}

/** A turn of the event loop comes after every microtask, however long the chain. The second is for what needs one itself. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await eventLoopTurn()
}

function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => {
    // Of the two that wait for nothing Jest's jsdom has neither.
    if (setImmediate) return void setImmediate(resolve)
    if (!MessageChannel) return void setTimeout?.(resolve)
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
