import { describe, expect, it } from 'vitest'
import { createFakeBrowser, type FakeTab } from '../testing/fake-browser'
import { createFakeClock } from '../testing/fake-clock'
import { HINT_COOKIE } from '../testing/fake-sessions'
import { createLanding } from './landing'
import { jarNotes } from './notes'

const TIMEOUT = 10_000

function setUp({ hint = true } = {}) {
  const clock = createFakeClock()
  const browser = createFakeBrowser(clock)
  const openLanding = (tab: FakeTab = browser.openTab()) => {
    const { environment } = tab
    const notes = jarNotes(environment.notes, 'auth')
    const name = hint ? HINT_COOKIE : null
    return { tab, notes, ...createLanding(environment.clock, notes, environment.cookies, name, TIMEOUT, () => true) }
  }
  const land = (value: string | null) => browser.jar.accept([{ name: HINT_COOKIE, value, httpOnly: false }])

  /** How long `clear` of a new page takes, in ms; null when longer than `atMost`. */
  async function waitOf(page: ReturnType<typeof openLanding>, atMost = 60_000): Promise<number | null> {
    const start = clock.monotonic()
    let took: number | null = null
    void page.clear().then(() => (took = clock.monotonic() - start))
    await clock.settle()
    if (took === null) await clock.advance(atMost)
    return took
  }
  if (hint) land('h1')
  return { clock, browser, openLanding, land, waitOf }
}

describe('a page that comes after a refresh', () => {
  it('goes on at once when none was ever sent', async () => {
    const { openLanding, waitOf } = setUp()
    expect(await waitOf(openLanding())).toBe(0)
  })

  it('goes on at once when it was answered', async () => {
    const { openLanding, waitOf } = setUp()
    const before = openLanding()
    before.takeOff().land(120)
    expect(await waitOf(openLanding(before.tab.reload()))).toBe(0)
  })

  it('goes on at once when the answer landed between two pages', async () => {
    const { openLanding, land, waitOf } = setUp()
    const before = openLanding()
    before.takeOff()
    before.tab.kill()
    land('h2')
    expect(await waitOf(openLanding())).toBe(0)
  })

  it.each([
    ['rotated', 'h2'],
    ['cleared by a refusal', null],
  ])('waits while it is under way, and goes on the moment the hint is %s', async (_case, value) => {
    const { clock, openLanding, land } = setUp()
    const before = openLanding()
    before.takeOff()
    const after = openLanding(before.tab.reload())
    let isClear = false
    void after.clear().then(() => (isClear = true))
    await clock.advance(700)
    expect(isClear).toBe(false)
    land(value)
    await clock.settle()
    expect(isClear).toBe(true)
    expect(after.notes.flight.read()).toBeNull()
    expect(clock.pending()).toBe(0)
  })

  it('waits no longer than a refresh may take, from when it was sent', async () => {
    const { clock, openLanding, waitOf } = setUp()
    const before = openLanding()
    before.takeOff()
    await clock.advance(3000)
    expect(await waitOf(openLanding(before.tab.reload()))).toBe(2 * TIMEOUT - 3000)
    expect(await waitOf(openLanding())).toBe(0)
  })

  it('is not misled by another cookie that changes', async () => {
    const { clock, browser, openLanding } = setUp()
    openLanding().takeOff()
    let isClear = false
    void openLanding()
      .clear()
      .then(() => (isClear = true))
    browser.jar.accept([{ name: 'theme', value: 'dark', httpOnly: false }])
    await clock.settle()
    expect(isClear).toBe(false)
  })

  it('counts from now when the wall clock was set back since', async () => {
    const { clock, openLanding, waitOf } = setUp()
    openLanding().takeOff()
    clock.shiftWall(-3_600_000)
    expect(await waitOf(openLanding())).toBe(2 * TIMEOUT)
  })

  it('waits for a refresh without a session to be answered, as its hint appears', async () => {
    const { clock, openLanding, land } = setUp()
    land(null)
    openLanding().takeOff()
    let isClear = false
    void openLanding()
      .clear()
      .then(() => (isClear = true))
    await clock.advance(500)
    expect(isClear).toBe(false)
    land('h2')
    await clock.settle()
    expect(isClear).toBe(true)
  })

  it('is let on by a sibling that takes off anew', async () => {
    const { clock, openLanding } = setUp()
    const sibling = openLanding()
    sibling.takeOff()
    const page = openLanding()
    let isClear = false
    void page.clear().then(() => (isClear = true))
    await clock.advance(100)
    expect(isClear).toBe(false)
    sibling.takeOff()
    const id = page.notes.flight.read()?.id
    await clock.advance(2 * TIMEOUT)
    expect(isClear).toBe(true)
    expect(page.notes.flight.read()?.id).toBe(id)
  })
})

describe('where there is no hint', () => {
  it('waits a second when nothing is known', async () => {
    const { openLanding, waitOf } = setUp({ hint: false })
    openLanding().takeOff()
    expect(await waitOf(openLanding())).toBe(1000)
  })

  it.each([
    ['four times the slowest of the last', [200, 800, 300], 3200],
    ['a second at least', [10, 20], 1000],
    ['the refresh timeout at most', [9000], TIMEOUT],
    ['only the last five are remembered', [9000, 300, 300, 300, 300, 500], 2000],
  ])('waits %s', async (_case, durations, wait) => {
    const { openLanding, waitOf } = setUp({ hint: false })
    const before = openLanding()
    for (const took of durations) before.takeOff().land(took)
    before.takeOff()
    expect(await waitOf(openLanding())).toBe(wait)
  })

  it('counts from when it was sent', async () => {
    const { clock, openLanding, waitOf } = setUp({ hint: false })
    openLanding().takeOff().land(1000)
    openLanding().takeOff()
    await clock.advance(600)
    expect(await waitOf(openLanding())).toBe(3400)
  })

  it('waits a second even for one of long ago: the machine may have slept, with the answer still unread', async () => {
    const { clock, openLanding, waitOf } = setUp({ hint: false })
    openLanding().takeOff()
    clock.sleep(3_600_000)
    expect(await waitOf(openLanding())).toBe(1000)
  })

  it('has no hint to tell', () => {
    expect(setUp({ hint: false }).openLanding().hint()).toBeNull()
  })
})

describe('the note of a refresh', () => {
  it('is not cleared by an answer that comes after its timeout, when another has been sent', () => {
    const { openLanding } = setUp()
    const page = openLanding()
    const { land: landFirst } = page.takeOff()
    page.takeOff()
    const noted = page.notes.flight.read()
    landFirst(12_000)
    expect(page.notes.flight.read()).toEqual(noted)
  })

  it('teaches nothing where nothing answered', () => {
    const { openLanding } = setUp()
    const page = openLanding()
    page.takeOff().land(null)
    expect(page.notes.took.read()).toBeNull()
  })

  it('holds no secret: when, and from which hint', () => {
    const { clock, openLanding } = setUp()
    const page = openLanding()
    page.takeOff()
    expect(page.notes.flight.read()).toEqual({
      id: expect.any(String) as string,
      sentAt: clock.now(),
      lostAfter: null,
      isWaitedFor: false,
      isUnseen: false,
      hint: 'h1',
    })
  })

  it.each(['not JSON', '{}', '{"id":1,"of":"refresh","sentAt":"now","hint":null}', 'null'])(
    'that reads %s is none',
    async (text) => {
      const { browser, openLanding, waitOf } = setUp()
      browser.openTab().environment.notes.write('auth:flight', text)
      expect(await waitOf(openLanding())).toBe(0)
    },
  )
})

describe('whether it has landed', () => {
  /** What `clear` says, and when. */
  async function says(set: ReturnType<typeof setUp>, page: ReturnType<ReturnType<typeof setUp>['openLanding']>) {
    const said: boolean[] = []
    void page.clear().then((each) => said.push(each))
    await set.clock.advance(60_000)
    return said[0]
  }

  it('is said: yes of one that did, or that its own page took for lost', async () => {
    const set = setUp()
    const [one, other] = [set.openLanding(), set.openLanding()]
    expect(await says(set, one)).toBe(true)
    one.takeOff()
    set.land('h2')
    expect(await says(set, other)).toBe(true)
    one.takeOff().doubt()
    expect(await says(set, other)).toBe(true)
  })

  it('is said: no of one that had all its time, also a little later', async () => {
    const set = setUp()
    const [one, other] = [set.openLanding(), set.openLanding()]
    one.takeOff()
    // Two timeouts, and 40 s beyond: that is too long ago for the second question.
    expect(await says(set, other)).toBe(false)
    expect(await says(set, other)).toBe(true)
    one.takeOff()
    const said: boolean[] = []
    void other.clear().then(async (first) => said.push(first, await other.clear()))
    await set.clock.advance(20_001)
    expect(said).toEqual([false, false])
  })

  it('is not asked of an answer that came after its timeout, when another has been sent', () => {
    const { openLanding } = setUp()
    const page = openLanding()
    const first = page.takeOff()
    page.takeOff()
    first.doubt()
    expect(page.notes.flight.read()).toMatchObject({ lostAfter: null })
  })

  it('shortens the wait of who comes next, where it seems lost', async () => {
    const { openLanding, waitOf } = setUp()
    const before = openLanding()
    before.takeOff().doubt()
    expect(before.notes.flight.read()).toMatchObject({ lostAfter: 0, hint: 'h1' })
    before.tab.kill()
    expect(await waitOf(openLanding())).toBe(1000)
  })

  it('is four times as long as it was out, where it seemed lost after that', async () => {
    const { clock, openLanding, land, waitOf } = setUp()
    const before = openLanding()
    const { doubt } = before.takeOff()
    await clock.advance(600)
    doubt()
    expect(await waitOf(openLanding())).toBe(4 * 600 - 600)
    land('h2')
  })
})

describe('a hint that is gone', () => {
  it('is one that was there', () => {
    const { openLanding, land } = setUp()
    const page = openLanding()
    expect(page.isHintGone()).toBe(false)
    land(null)
    expect(page.isHintGone()).toBe(true)
  })

  it('is none where this page never saw one, nor where the contract has none', () => {
    const { openLanding, land } = setUp()
    land(null)
    expect(openLanding().isHintGone()).toBe(false)
    expect(setUp({ hint: false }).openLanding().isHintGone()).toBe(false)
  })
})

describe('an answer that was given up on', () => {
  it('is astray for an hour, for every page, and one that landed is not', async () => {
    const { clock, openLanding, waitOf } = setUp()
    const [page, other] = [openLanding(), openLanding()]
    page.takeOff().land(null)
    expect(await waitOf(other)).toBe(0)
    expect(other.isAstray()).toBe(false)
    page.takeOff().giveUp()
    expect(await waitOf(other)).toBe(0)
    expect(other.isAstray()).toBe(true)
    await clock.advance(3_600_000 - 60_000)
    expect(other.isAstray()).toBe(true)
    await clock.advance(60_000)
    expect(other.isAstray()).toBe(false)
  })

  it('is one that a page waited for in vain', async () => {
    const { openLanding, waitOf } = setUp()
    const [page, other] = [openLanding(), openLanding()]
    page.takeOff()
    expect(await waitOf(other)).toBe(20_000)
    expect([page.isAstray(), other.isAstray()]).toEqual([true, true])
  })
})

describe('without locks', () => {
  /** What each page is told, and after how many ms. */
  async function claims(set: ReturnType<typeof setUp>, delays: readonly number[]) {
    const told: [page: number, isNext: boolean, at: number][] = []
    const start = set.clock.monotonic()
    for (const [page, delay] of delays.entries()) {
      await set.clock.advance(delay - (set.clock.monotonic() - start))
      void set
        .openLanding()
        .claim()
        .then((isNext) => told.push([page, isNext, set.clock.monotonic() - start]))
    }
    await set.clock.advance(1000)
    return told
  }

  it('a page that asks alone goes next, once others would have been seen', async () => {
    expect(await claims(setUp(), [0])).toEqual([[0, true, 200]])
  })

  it('of several one goes, and the others learn of it once that one had the time to send', async () => {
    expect(await claims(setUp(), [0, 0, 50])).toEqual([
      [0, true, 200],
      [1, false, 300],
      [2, false, 350],
    ])
  })

  it('of several that could not see one another the last goes', async () => {
    const set = setUp()
    const isNext = set.openLanding().claim()
    set.openLanding().notes.next.write('of a page in another process')
    await set.clock.advance(200)
    expect(await isNext).toBe(false)
  })

  it('a page that dies before it goes holds up the next for a moment', async () => {
    const set = setUp()
    set.openLanding().notes.next.write('of a page that is gone')
    expect(await claims(set, [0])).toEqual([[0, true, 500]])
    expect(await claims(set, [0])).toEqual([[0, true, 200]])
  })

  it('however many ask, and go on asking: one goes', async () => {
    const set = setUp()
    const went: number[] = []
    for (let page = 0; page < 30; page += 1) {
      const landing = set.openLanding()
      const ask = async (): Promise<void> => {
        if (await landing.claim()) {
          landing.takeOff()
          went.push(page)
        } else if (went.length === 0) await ask()
      }
      void ask()
      await set.clock.advance(95)
    }
    expect(went).toHaveLength(1)
  })

  it('nobody goes while one is out', async () => {
    const set = setUp()
    set.openLanding().takeOff()
    expect(await claims(set, [0])).toEqual([[0, false, 200]])
  })
})
