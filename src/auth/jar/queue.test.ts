import { describe, expect, it } from 'vitest'
import { steadyTime } from '../environment/clock'
import { createFakeBrowser } from '../testing/fake-browser'
import { createFakeClock } from '../testing/fake-clock'
import { openPromise } from '../testing/open-promise'
import { createJarQueue, type Turn } from './queue'

const PATIENCE = 20_000

function setUp() {
  const clock = createFakeClock()
  const browser = createFakeBrowser(clock)
  const began: string[] = []
  let inJar = 0
  let most = 0

  function open(lacks: readonly 'locks'[] = []) {
    const tab = browser.openTab({ lacks })
    const { environment } = tab
    const queue = createJarQueue(environment.clock, steadyTime(environment.clock), environment.locks, 'jar', PATIENCE)

    /** A turn that lasts until it is told to end, and believes in itself as long as it may. */
    function take(label: string) {
      const end = openPromise<string>()
      const start = openPromise<Turn>()
      const outcome = queue.run(async (turn) => {
        began.push(label)
        start.resolve(turn)
        inJar++
        most = Math.max(most, inJar)
        return end.promise.finally(() => inJar--)
      })
      outcome.catch(() => undefined)
      return {
        start: start.promise,
        outcome,
        end: () => end.resolve(label),
        fail: () => end.reject(new Error(`${label} failed`)),
      }
    }
    return { ...tab, queue, take }
  }
  return { clock, browser, began, open, most: () => most }
}

describe.each([
  ['with Web Locks', []],
  ['without Web Locks', ['locks']],
] as const)('the queue of one tab, %s', (_case, lacks) => {
  it('runs one turn at a time, in order, and hands its outcome on', async () => {
    const { clock, began, open, most } = setUp()
    const tab = open(lacks)
    const turns = ['a', 'b', 'c'].map((label) => tab.take(label))
    for (const turn of turns) {
      await clock.settle()
      turn.end()
    }
    expect(await Promise.all(turns.map(({ outcome }) => outcome))).toEqual(['a', 'b', 'c'])
    expect(began).toEqual(['a', 'b', 'c'])
    expect(most()).toBe(1)
    expect(clock.pending()).toBe(0)
  })

  it('goes on after a turn that failed', async () => {
    const { clock, began, open } = setUp()
    const tab = open(lacks)
    const [a, b] = [tab.take('a'), tab.take('b')]
    await clock.settle()
    a.fail()
    await expect(a.outcome).rejects.toThrow('a failed')
    await clock.settle()
    b.end()
    expect(await b.outcome).toBe('b')
    expect(began).toEqual(['a', 'b'])
  })

  it('tells whether someone else had the jar in between', async () => {
    const { clock, open } = setUp()
    const tab = open(lacks)
    const [a, b] = [tab.take('a'), tab.take('b')]
    expect((await a.start).contended).toBe(false)
    a.end()
    expect((await b.start).contended).toBe(true)
    b.end()
    await clock.settle()
    const c = tab.take('c')
    expect((await c.start).contended).toBe(false)
  })

  it('lets a turn go by once its patience is over', async () => {
    const { clock, open } = setUp()
    const turn = await open(lacks).take('a').start
    await clock.advance(PATIENCE - 1)
    expect(turn.isOurs()).toBe(true)
    await clock.advance(1)
    expect(turn.isOurs()).toBe(false)
  })
})

describe('the queue of several tabs', () => {
  it('runs one turn at a time', async () => {
    const { clock, began, open, most } = setUp()
    const tabs = [open(), open(), open()]
    const turns = tabs.flatMap((tab, index) => [tab.take(`${index}a`), tab.take(`${index}b`)])
    turns.forEach(({ end }) => end())
    await clock.settle()
    await Promise.all(turns.map(({ outcome }) => outcome))
    expect(began).toHaveLength(6)
    expect(most()).toBe(1)
  })

  it('goes on at once when the holder crashes', async () => {
    const { clock, began, open } = setUp()
    const [one, two] = [open(), open()]
    await one.take('a').start
    two.take('b')
    await clock.settle()
    one.kill()
    await clock.settle()
    expect(began).toEqual(['a', 'b'])
  })

  it('is not gone on with while the holder is alive and within its time', async () => {
    const { clock, began, open } = setUp()
    const [one, two] = [open(), open()]
    await one.take('a').start
    two.take('b')
    await clock.advance(PATIENCE - 1)
    expect(began).toEqual(['a'])
  })

  it('is taken over from a frozen holder once, by one of those who wait, and goes on in line', async () => {
    const { clock, browser, began, open, most } = setUp()
    const [frozen, two, three, four] = [open(), open(), open(), open()]
    const a = frozen.take('a')
    const turn = await a.start
    const waiting = [two.take('b'), three.take('c'), four.take('d')]
    await clock.settle()
    frozen.freeze()
    await clock.advance(PATIENCE)
    expect(began).toHaveLength(2)
    expect(turn.isOurs()).toBe(false)
    expect(browser.locks.holder('jar')).not.toBe(frozen.id)

    // The others lost patience at the same moment; they wait for the new holder from its beginning.
    await clock.advance(PATIENCE - 1)
    expect(began).toHaveLength(2)
    waiting.forEach(({ end }) => end())
    await clock.settle()
    expect(began).toHaveLength(4)
    // The frozen one, and one at a time beside it.
    expect(most()).toBe(2)

    frozen.thaw()
    a.end()
    await clock.settle()
    expect(await a.outcome).toBe('a')
  })

  it('is free again after a take-over', async () => {
    const { clock, browser, open } = setUp()
    const [frozen, two] = [open(), open()]
    const a = frozen.take('a')
    await a.start
    frozen.freeze()
    const b = two.take('b')
    await clock.advance(PATIENCE)
    b.end()
    await clock.settle()
    frozen.thaw()
    a.end()
    await clock.settle()
    expect(browser.locks.holder('jar')).toBeNull()
    expect(browser.locks.holder('jar:takeover')).toBeNull()
    const c = frozen.take('c')
    expect((await c.start).contended).toBe(false)
  })

  it('does not take a turn from one who has just begun it, though the same tab had the turn before', async () => {
    const { clock, began, open, most } = setUp()
    const [one, two] = [open(), open()]
    const a = one.take('a')
    await a.start
    const b = one.take('b')
    await clock.settle()
    two.take('c')
    await clock.advance(PATIENCE - 1000)
    a.end()
    const turn = await b.start
    await clock.advance(PATIENCE - 1)
    expect(turn.isOurs()).toBe(true)
    expect(began).toEqual(['a', 'b'])
    expect(most()).toBe(1)
    await clock.advance(2000)
    expect(began).toEqual(['a', 'b', 'c'])
  })

  it('is joined anew by a tab that was frozen, and robbed, before its turn could begin', async () => {
    const { clock, began, open } = setUp()
    const [frozen, two] = [open(), open()]
    const a = frozen.take('a')
    frozen.freeze()
    const b = two.take('b')
    await clock.advance(PATIENCE)
    expect(began).toEqual(['b'])
    frozen.thaw()
    await clock.settle()
    b.end()
    await clock.settle()
    a.end()
    expect(await a.outcome).toBe('a')
  })

  it('is left by a tab that dies in line', async () => {
    const { clock, began, open } = setUp()
    const [one, two, three] = [open(), open(), open()]
    const a = one.take('a')
    await a.start
    two.take('b')
    three.take('c')
    await clock.settle()
    two.kill()
    a.end()
    await clock.settle()
    expect(began).toEqual(['a', 'c'])
  })

  it('leaves no timer behind', async () => {
    const { clock, open } = setUp()
    const [one, two] = [open(), open()]
    const [a, b] = [one.take('a'), two.take('b')]
    await clock.advance(10)
    a.end()
    b.end()
    await Promise.all([a.outcome, b.outcome])
    await clock.settle()
    expect(clock.pending()).toBe(0)
  })
})

describe('a page that may not use the locks', () => {
  const queueWith = (error: Error) => {
    const clock = createFakeClock()
    const refuse = () => Promise.reject(error)
    const locks = { request: refuse, query: refuse }
    return { clock, queue: createJarQueue(clock, steadyTime(clock), locks, 'jar', PATIENCE) }
  }

  it('takes turns by itself: a sandboxed frame is refused each lock', async () => {
    const { clock, queue } = queueWith(new DOMException('denied', 'SecurityError'))
    const first = openPromise<string>()
    const began: string[] = []
    const outcomes = [
      queue.run(() => first.promise),
      queue.run(async () => {
        began.push('second')
        return 'b'
      }),
    ]
    await clock.settle()
    expect(began).toEqual([])
    first.resolve('a')
    expect(await Promise.all(outcomes)).toEqual(['a', 'b'])
  })

  it('is told of any other refusal', async () => {
    const { queue } = queueWith(new DOMException('not active', 'InvalidStateError'))
    await expect(queue.run(async () => 'a')).rejects.toThrow('not active')
  })
})

describe('without Web Locks', () => {
  it('does not wait for a turn that outstays its time', async () => {
    const { clock, began, open } = setUp()
    const tab = open(['locks'])
    const turn = await tab.take('a').start
    tab.take('b')
    await clock.advance(PATIENCE)
    expect(turn.isOurs()).toBe(false)
    expect(began).toEqual(['a', 'b'])
  })
})
