import { describe, expect, it } from 'vitest'
import { createFakeBrowser } from './fake-browser'
import { createFakeClock } from './fake-clock'
import { openPromise } from './open-promise'

function setUp() {
  const clock = createFakeClock()
  const browser = createFakeBrowser(clock)
  const ran: string[] = []
  const open = () => {
    const tab = browser.openTab()
    const { locks } = tab.environment
    if (locks === null) throw new Error('no locks')
    /** Takes the lock, and keeps it until told. */
    const take = (label: string, options: Parameters<typeof locks.request>[1] = {}) => {
      const end = openPromise<string>()
      const outcome = locks.request('jar', options, (lock) => {
        ran.push(lock === null ? `${label} not free` : label)
        return lock === null ? Promise.resolve('none') : end.promise
      })
      outcome.catch(() => undefined)
      return { outcome, end: () => end.resolve(label) }
    }
    return { ...tab, locks, take }
  }
  return { clock, browser, ran, open }
}

describe('the fake of Web Locks', () => {
  it('gives a lock to one at a time, first come first served, across tabs', async () => {
    const { clock, ran, open } = setUp()
    const [one, two] = [open(), open()]
    const a = one.take('a')
    const b = two.take('b')
    one.take('c')
    await clock.settle()
    expect(ran).toEqual(['a'])
    a.end()
    expect(await a.outcome).toBe('a')
    await clock.settle()
    expect(ran).toEqual(['a', 'b'])
    b.end()
    await clock.settle()
    expect(ran).toEqual(['a', 'b', 'c'])
  })

  it('runs the task later, never within the request', () => {
    const { ran, open } = setUp()
    open().take('a')
    expect(ran).toEqual([])
  })

  it('answers ifAvailable with null while someone has it or waits for it', async () => {
    const { clock, ran, open } = setUp()
    const tab = open()
    tab.take('a')
    tab.take('b', { ifAvailable: true })
    await clock.settle()
    expect(ran).toEqual(['a', 'b not free'])
  })

  it('steals: the robbed one rejects with AbortError, and those in line stay behind the thief', async () => {
    const { clock, ran, open } = setUp()
    const [one, two] = [open(), open()]
    const a = one.take('a')
    await clock.settle()
    one.take('b')
    const thief = two.take('thief', { steal: true })
    await clock.settle()
    expect(ran).toEqual(['a', 'thief'])
    await expect(a.outcome).rejects.toMatchObject({ name: 'AbortError' })
    expect((await one.locks.query()).held).toEqual([{ name: 'jar', clientId: two.id }])
    a.end()
    await clock.settle()
    expect(ran).toEqual(['a', 'thief'])
    thief.end()
    await clock.settle()
    expect(ran).toEqual(['a', 'thief', 'b'])
  })

  it('takes one out of the line who aborts, and not one who has the lock', async () => {
    const { clock, ran, open } = setUp()
    const tab = open()
    const first = new AbortController()
    const second = new AbortController()
    const a = tab.take('a', { signal: first.signal })
    const b = tab.take('b', { signal: second.signal })
    tab.take('c')
    await clock.settle()
    first.abort()
    second.abort(new Error('no patience'))
    await expect(b.outcome).rejects.toThrow('no patience')
    expect(ran).toEqual(['a'])
    a.end()
    expect(await a.outcome).toBe('a')
    await clock.settle()
    expect(ran).toEqual(['a', 'c'])
  })

  it('rejects at once when the signal has aborted before', async () => {
    const { ran, open } = setUp()
    await expect(open().take('a', { signal: AbortSignal.abort(new Error('late')) }).outcome).rejects.toThrow('late')
    expect(ran).toEqual([])
  })

  it('frees what a dead tab held, and takes it out of the line', async () => {
    const { clock, ran, open } = setUp()
    const [one, two, three] = [open(), open(), open()]
    one.take('a')
    two.take('b')
    three.take('c')
    await clock.settle()
    two.kill()
    one.kill()
    await clock.settle()
    expect(ran).toEqual(['a', 'c'])
  })

  it('leaves a frozen tab its lock, also one that it is given in its sleep', async () => {
    const { clock, browser, ran, open } = setUp()
    const [one, two, three] = [open(), open(), open()]
    const a = one.take('a')
    two.take('b')
    three.take('c')
    await clock.settle()
    two.freeze()
    a.end()
    await clock.settle()
    expect(ran).toEqual(['a'])
    expect(browser.locks.holder('jar')).toBe(two.id)
    two.thaw()
    await clock.settle()
    expect(ran).toEqual(['a', 'b'])
  })

  it('frees the lock when its task rejects or throws', async () => {
    const { clock, browser, open } = setUp()
    const { locks } = open()
    const failing = locks.request('jar', {}, () => Promise.reject(new Error('rejected')))
    await expect(failing).rejects.toThrow('rejected')
    const throwing = locks.request('jar', {}, () => {
      throw new Error('thrown')
    })
    await expect(throwing).rejects.toThrow('thrown')
    await clock.settle()
    expect(browser.locks.holder('jar')).toBeNull()
  })
})
