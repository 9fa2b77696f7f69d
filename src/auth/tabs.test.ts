import { describe, expect, it } from 'vitest'
import { createTabs, type TabMessage } from './tabs'
import { createFakeBrowser } from './testing/fake-browser'
import { createFakeClock } from './testing/fake-clock'

const session: TabMessage = {
  type: 'session',
  generation: 3,
  serial: 1,
  user: { id: 'u1', username: 'ada', firstName: 'Ada', lastName: 'Lovelace', role: 'admin' },
  startedAt: 1000,
  renewedAt: 2000,
  token: { value: 'a.b.c', lifetime: 900_000, age: 10, told: 3000 },
}
const { token } = session

function setUp() {
  const clock = createFakeClock()
  const browser = createFakeBrowser(clock)
  const open = (name = 'auth') => {
    const tab = browser.openTab()
    const heard: TabMessage[] = []
    return { ...tab, heard, ...createTabs(tab.environment, name, (message) => heard.push(message)) }
  }
  /** Something that speaks on the channel and is not us: another version, or a stranger. */
  const post = (message: unknown) => browser.openTab().environment.openChannel?.('auth:tabs').post(message)
  return { clock, open, post }
}

describe('what tabs tell one another', () => {
  it.each<TabMessage>([
    { type: 'ask', generation: 0 },
    session,
    { ...session, token: null },
    { ...session, token: { value: 'b3BhcXVl+/==', lifetime: null, age: 0, told: 0 } },
    { type: 'ended', generation: 4, reason: 'revoked' },
    { type: 'deferred', generation: 3, attempt: 2, delay: 900, soon: 500, told: 7, trouble: 'network', stated: false },
  ])('arrives as it was: %o', async (message) => {
    const { clock, open } = setUp()
    const [one, two] = [open(), open()]
    one.tell(message)
    await clock.settle()
    expect(two.heard).toEqual([message])
    expect(one.heard).toEqual([])
  })

  it.each([
    ['nothing', null],
    ['text', 'session'],
    ['of no known type', { type: 'shutdown', generation: 1 }],
    ['without a generation', { type: 'ask' }],
    ['of a generation that is no number', { type: 'ask', generation: NaN }],
    ['with a token that is fit for no header', { ...session, token: { ...token, value: 'a\r\nCookie: b' } }],
    ['with an empty token', { ...session, token: { ...token, value: '' } }],
    ['with a token from the future', { ...session, token: { ...token, age: -1 } }],
    ['with a user without a role', { ...session, user: { ...session.user, role: null } }],
    ['without a user', { ...session, user: undefined }],
    ['with an end of unknown reason', { type: 'ended', generation: 4, reason: 'disposed' }],
    [
      'with a wait below zero',
      { type: 'deferred', generation: 3, attempt: 2, wait: -1, told: 7, trouble: 'network', stated: false },
    ],
  ])('is ignored when it is %s', async (_case, message) => {
    const { clock, open, post } = setUp()
    const tab = open()
    post(message)
    await clock.settle()
    expect(tab.heard).toEqual([])
  })

  it('is stripped of what is not known', async () => {
    const { clock, open, post } = setUp()
    const tab = open()
    post({ type: 'ask', generation: 1, extra: 'from a later version' })
    await clock.settle()
    expect(tab.heard).toEqual([{ type: 'ask', generation: 1 }])
  })

  it('stays among those of one name', async () => {
    const { clock, open } = setUp()
    const [one, two] = [open('auth'), open('other')]
    one.tell(session)
    await clock.settle()
    expect(two.heard).toEqual([])
  })
})

describe('asking', () => {
  async function timeOf(asking: Promise<void>, clock: ReturnType<typeof createFakeClock>): Promise<number | null> {
    const start = clock.monotonic()
    let took: number | null = null
    void asking.then(() => (took = clock.monotonic() - start))
    await clock.settle()
    if (took === null) await clock.advance(1000)
    return took
  }

  it('reaches siblings with the generation known here', async () => {
    const { clock, open } = setUp()
    const [one, two] = [open(), open()]
    void one.ask(7, () => false)
    await clock.settle()
    expect(two.heard).toEqual([{ type: 'ask', generation: 7 }])
  })

  it('is over after 80 ms when nobody is there', async () => {
    const { clock, open } = setUp()
    expect(
      await timeOf(
        open().ask(0, () => false),
        clock,
      ),
    ).toBe(80)
    expect(clock.pending()).toBe(0)
  })

  it('is over as soon as an answer is enough', async () => {
    const { clock, open } = setUp()
    const [one, two] = [open(), open()]
    let isAnswered = false
    const asking = one.ask(0, () => isAnswered)
    two.tell({ type: 'ask', generation: 1 })
    await clock.settle()
    expect(clock.pending()).toBe(1)
    isAnswered = true
    two.tell(session)
    expect(await timeOf(asking, clock)).toBe(0)
    expect(clock.pending()).toBe(0)
  })
})

it('is deaf once closed', async () => {
  const { clock, open } = setUp()
  const [one, two] = [open(), open()]
  one.tell(session)
  two.close()
  await clock.settle()
  expect(two.heard).toEqual([])
})

it('can be told things after it is closed, as a late answer may', () => {
  const tab = setUp().open()
  tab.close()
  expect(() => tab.tell(session)).not.toThrow()
})

it('keeps silent, and asks nobody, where there are no channels', async () => {
  const { clock } = setUp()
  const tabs = createTabs({ openChannel: null, clock }, 'auth', () => expect.unreachable())
  tabs.tell(session)
  await tabs.ask(0, () => false)
  tabs.close()
  expect(clock.pending()).toBe(0)
})
