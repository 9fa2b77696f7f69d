import { describe, expect, it, vi } from 'vitest'
import { createDeferrals } from './deferral'
import { steadyTime } from './environment/clock'
import { jarNotes } from './jar/notes'
import { UNHURRIED_CAP } from './backoff'
import type { Session } from './session'
import { createFakeBrowser, createFakeClock } from './testing'
import type { TabMessage } from './tabs'

type Told = Extract<TabMessage, { type: 'deferred' }>

const MINUTE = 60_000

function setUp() {
  // Full waits: 1, 3, 9, 27 s; where nobody looks 1 and 15 minutes.
  const clock = createFakeClock({ random: () => 1 })
  const browser = createFakeBrowser(clock)

  function open() {
    const page = browser.openTab()
    const { environment } = page
    const notes = jarNotes(environment.notes, 'auth')
    const note = notes.deferred
    const told: TabMessage[] = []
    const defer = vi.fn<Session['defer']>()
    const session = { defer, generation: () => 7 } as Partial<Session> as Session
    const tabs = {
      tell: (message: TabMessage) => void told.push(message),
      ask: async () => undefined,
      close: () => undefined,
      isConnected: true,
    }
    const deferrals = createDeferrals({
      clock,
      steady: steadyTime(clock),
      session,
      tabs,
      notes,
      environment,
    })
    return { ...deferrals, hide: page.hide, show: page.show, note, told, defer }
  }
  return { clock, open }
}

const heard = (changes: Partial<Told> = {}): Told => ({
  type: 'deferred',
  generation: 7,
  attempt: 3,
  delay: 5000,
  soon: 5000,
  // Ahead of every clock here: heard without delay.
  told: 1e15,
  trouble: 'server',
  stated: false,
  ...changes,
})

describe('a wait', () => {
  it('is noted, told, shown, and over after its time; the attempt then is overdue', async () => {
    const { clock, open } = setUp()
    const tab = open()
    expect(tab.active()).toBeNull()
    expect(tab.last()).toBeNull()
    const cause = new Error('503')
    const wait = tab.postpone('server', null, cause)
    const retryAt = clock.now() + 1000
    expect(wait).toMatchObject({ trouble: 'server', attempt: 1, stated: false, retryAt, cause })
    const terms = { told: clock.now(), delay: MINUTE, soon: 1000 }
    expect(tab.note.read()).toEqual({ attempt: 1, trouble: 'server', stated: false, ...terms })
    expect(tab.told).toEqual([heard({ attempt: 1, ...terms })])
    expect(tab.defer.mock.calls).toEqual([[{ trouble: 'server', retryAt, attempt: 1 }]])
    expect(wait.until - wait.since).toBe(1000)
    await clock.advance(999)
    expect(tab.active()).toBe(wait)
    await clock.advance(1)
    expect(tab.active()).toBeNull()
    expect(tab.last()?.until).toBe(wait.until)
  })

  it('grows with each failure, and begins anew once it worked', async () => {
    const { clock, open } = setUp()
    const tab = open()
    for (const delay of [1000, 3000, 9000]) {
      expect(tab.postpone('network', null, null).retryAt - clock.now()).toBe(delay)
      await clock.advance(delay)
    }
    tab.clear()
    expect(tab.last()).toBeNull()
    expect(tab.note.read()).toBeNull()
    expect(tab.postpone('network', null, null).attempt).toBe(1)
  })

  it.each([
    ['in full, and a tenth more', 30_000, { stated: true }, 33_000],
    ['unless it is shorter than our own', 100, { stated: true }, 1000],
    ['0 is none', 0, { stated: false }, 1000],
  ])('is what the server names: %s', (_case, retryAfter, expected, delay) => {
    const { clock, open } = setUp()
    const wait = open().postpone('rate-limited', retryAfter, null)
    expect(wait).toMatchObject(expected)
    expect(wait.retryAt - clock.now()).toBe(delay)
  })
})

describe('where nobody looks', () => {
  function hidden() {
    const { clock, open } = setUp()
    const tab = open()
    tab.hide()
    return { clock, open, tab }
  }

  it('there is no hurry: once while the token is good, then as seldom as tokens end', async () => {
    const { clock, tab } = hidden()
    for (const delay of [MINUTE, UNHURRIED_CAP, UNHURRIED_CAP]) {
      expect(tab.postpone('server', null, null).retryAt - clock.now()).toBe(delay)
      await clock.advance(delay - 1)
      expect(tab.active()).not.toBeNull()
      await clock.advance(1)
      expect(tab.active()).toBeNull()
    }
  })

  it('the first to wait for it gets the wait that it would have had', async () => {
    const { clock, tab } = hidden()
    const { since } = tab.postpone('server', null, null)
    await clock.advance(400)
    const wait = { since, until: since + 1000, retryAt: clock.now() + 600 }
    expect(tab.press()).toMatchObject(wait)
    expect(tab.press()).toMatchObject(wait)
    expect(tab.defer).toHaveBeenCalledTimes(2)
    await clock.advance(600)
    expect(tab.active()).toBeNull()
  })

  it('who comes later than that need not wait, and the failure counts', async () => {
    const { clock, tab } = hidden()
    tab.postpone('server', null, null)
    await clock.advance(2000)
    expect(tab.active()).not.toBeNull()
    expect(tab.press()).toBeNull()
    expect(tab.defer).toHaveBeenCalledOnce()
    expect(tab.postpone('server', null, null).attempt).toBe(2)
  })

  it('the wait that the server named is the same for all', () => {
    const { clock, tab } = hidden()
    const { retryAt } = tab.postpone('rate-limited', 30_000, null)
    expect(retryAt - clock.now()).toBe(33_000)
    expect(tab.press()).toMatchObject({ retryAt })
  })

  it('a sibling that is looked at waits as short as ever, and the next page too', async () => {
    const { clock, open, tab } = hidden()
    const sibling = open()
    tab.postpone('server', null, null)
    for (const message of tab.told) sibling.hear(message as Told)
    expect(sibling.active()).toMatchObject({ retryAt: clock.now() + 1000 })
    const page = open()
    expect(page.active()).toMatchObject({ retryAt: clock.now() + 1000 })
    await clock.advance(1000)
    const late = open()
    for (const each of [sibling, page, late]) {
      expect(each.active()).toBeNull()
      expect(each.active()).toBeNull()
    }
    expect(late.postpone('server', null, null).attempt).toBe(2)
  })
})

describe('hurry', () => {
  it('ends a wait, and forgets the note of it', () => {
    const { open } = setUp()
    const tab = open()
    tab.postpone('server', null, null)
    tab.hurry()
    expect(tab.active()).toBeNull()
    expect(tab.last()).not.toBeNull()
    expect(tab.note.read()).toBeNull()
  })

  it('leaves one that the server named', () => {
    const { open } = setUp()
    const tab = open()
    const wait = tab.postpone('rate-limited', 30_000, null)
    tab.hurry()
    expect(tab.active()).toBe(wait)
  })

  it('leaves one that has not lasted long enough', async () => {
    const { clock, open } = setUp()
    const tab = open()
    for (let failure = 0; failure < 5; failure += 1) tab.postpone('server', null, null)
    await clock.advance(9999)
    tab.hurry(10_000)
    expect(tab.active()).not.toBeNull()
    await clock.advance(1)
    tab.hurry(10_000)
    expect(tab.active()).toBeNull()
  })

  it('does not bring back one that is over', async () => {
    const { clock, open } = setUp()
    const tab = open()
    const { until } = tab.postpone('server', null, null)
    await clock.advance(5000)
    tab.hurry()
    expect(tab.last()?.until).toBe(until)
  })
})

describe('what a sibling tells', () => {
  it('is taken over, with its time counted from now', () => {
    const { clock, open } = setUp()
    const tab = open()
    tab.hear(heard({ stated: true }))
    expect(tab.active()).toMatchObject({ attempt: 3, trouble: 'server', stated: true, retryAt: clock.now() + 5000 })
    expect(tab.defer.mock.calls).toEqual([[{ trouble: 'server', retryAt: clock.now() + 5000, attempt: 3 }]])
    // Heard, and not to be told again.
    expect(tab.told).toEqual([])
    expect(tab.postpone('server', null, null).attempt).toBe(4)
  })

  it.each([
    ['longer than ours: counts', 1001, 1001],
    ['as long: is nothing new', 1000, 1000],
    ['shorter: ours holds', 999, 1000],
  ])('%s', (_case, soon, left) => {
    const { clock, open } = setUp()
    const tab = open()
    tab.postpone('network', null, null)
    tab.hear(heard({ soon }))
    expect((tab.active()?.retryAt ?? 0) - clock.now()).toBe(left)
    expect(tab.defer).toHaveBeenCalledTimes(soon > 1000 ? 2 : 1)
  })
})

describe('what was noted', () => {
  it('holds in the next page, and is shown there when it is asked for', async () => {
    const { clock, open } = setUp()
    const before = open()
    before.postpone('server', null, null)
    before.postpone('server', null, null)
    await clock.advance(500)
    const after = open()
    expect(after.defer).not.toHaveBeenCalled()
    expect(after.active()).toMatchObject({ attempt: 2, retryAt: clock.now() + 2500, cause: null })
    expect(after.active()).toMatchObject({ attempt: 2 })
    expect(after.defer).toHaveBeenCalledOnce()
    await clock.advance(2500)
    expect(after.active()).toBeNull()
  })

  it('is no longer than it was meant to be, whatever became of the wall clock, and counts as begun then', () => {
    const { clock, open } = setUp()
    open().postpone('rate-limited', 10 * MINUTE, null)
    clock.shiftWall(-60 * MINUTE)
    const wait = open().active()
    expect((wait?.until ?? 0) - (wait?.since ?? 0)).toBe(10 * MINUTE + 10_000)
    expect((wait?.retryAt ?? 0) - clock.now()).toBe(10 * MINUTE + 10_000)
  })

  it('counts though nobody told of it, and not twice', async () => {
    const { clock, open } = setUp()
    const [one, two] = [open(), open()]
    one.postpone('server', null, null)
    expect(two.active()).not.toBeNull()
    expect(two.active()).toMatchObject({ attempt: 1 })
    two.active()
    expect(two.defer).toHaveBeenCalledOnce()
    await clock.advance(1000)
    expect(two.active()).toBeNull()
  })
})

describe('what a renewed token says', () => {
  it('ends the wait when it was asked for after that began', async () => {
    const { clock, open } = setUp()
    const tab = open()
    const { since } = tab.postpone('server', null, null)
    await clock.advance(10)
    tab.clear(since)
    expect(tab.last()).toBeNull()
  })

  it('says nothing of one that began since, unless a sibling ended it', () => {
    const { open } = setUp()
    const [tab, sibling] = [open(), open()]
    const { since } = tab.postpone('server', null, null)
    tab.clear(since - 1)
    expect(tab.active()).not.toBeNull()
    sibling.note.clear()
    tab.clear(since - 1)
    expect(tab.last()).toBeNull()
  })

  it('where nothing is put off: nothing, and what a sibling noted stays', () => {
    const { open } = setUp()
    const [tab, sibling] = [open(), open()]
    sibling.postpone('server', null, null)
    tab.clear()
    expect(sibling.note.read()).not.toBeNull()
  })
})
