import { describe, expect, it } from 'vitest'
import { createFakeBrowser } from './fake-browser'
import { createFakeClock } from './fake-clock'

function setUp(latency?: () => number) {
  const clock = createFakeClock()
  const browser = createFakeBrowser(clock, latency === undefined ? {} : { latency })
  const heard: string[] = []
  const open = (label: string) => {
    const tab = browser.openTab()
    const channel = tab.environment.openChannel?.('auth')
    if (channel === undefined) throw new Error('no channel')
    channel.listen((message) => heard.push(`${label} hears ${String(message)}`))
    return { ...tab, channel }
  }
  return { clock, browser, heard, open }
}

describe('channels', () => {
  it('tell all but the sender, later', async () => {
    const { clock, heard, open } = setUp()
    const [a] = [open('a'), open('b'), open('c')]
    a.channel.post('hello')
    expect(heard).toEqual([])
    await clock.settle()
    expect(heard).toEqual(['b hears hello', 'c hears hello'])
  })

  it('hand over copies', async () => {
    const { clock, browser } = setUp()
    const [a, b] = [browser.openTab(), browser.openTab()]
    const sent = { list: [1] }
    let received: unknown
    b.environment.openChannel?.('auth').listen((message) => (received = message))
    a.environment.openChannel?.('auth').post(sent)
    sent.list.push(2)
    await clock.settle()
    expect(received).toEqual({ list: [1] })
  })

  it('are silent once closed, and then refuse to post', async () => {
    const { clock, heard, open } = setUp()
    const [a, b] = [open('a'), open('b')]
    a.channel.post('too late')
    b.channel.close()
    await clock.settle()
    expect(heard).toEqual([])
    expect(() => b.channel.post('anyone?')).toThrow('closed')
  })

  it('keep the order of messages whatever the latency', async () => {
    const delays = [50, 10, 0]
    const { clock, heard, open } = setUp(() => delays.shift() ?? 0)
    const [a] = [open('a'), open('b')]
    for (const message of ['1', '2', '3']) a.channel.post(message)
    await clock.advance(50)
    expect(heard).toEqual(['b hears 1', 'b hears 2', 'b hears 3'])
  })

  it('reach a frozen tab after its thaw, before anything newer, and a dead one never', async () => {
    const { clock, heard, open } = setUp()
    const [a, b, c] = [open('a'), open('b'), open('c')]
    b.freeze()
    c.kill()
    a.channel.post('1')
    await clock.settle()
    expect(heard).toEqual([])
    b.thaw()
    a.channel.post('2')
    await clock.settle()
    expect(heard).toEqual(['b hears 1', 'b hears 2'])
  })
})

describe('storage', () => {
  it('is shared, and tells other tabs only, of real changes only', async () => {
    const { clock, browser } = setUp()
    const [a, b] = [browser.openTab().environment.notes, browser.openTab().environment.notes]
    const told: string[] = []
    a.watch((key) => told.push(`a: ${key}`))
    const stop = b.watch((key) => told.push(`b: ${key}`))
    a.write('note', '1')
    a.write('note', '1')
    expect(b.read('note')).toBe('1')
    await clock.settle()
    stop()
    a.write('note', null)
    await clock.settle()
    expect(told).toEqual(['b: note'])
    expect(browser.storage.entries()).toEqual({})
  })

  it('of a tab of its own outlives a reload, and is no other tab’s', () => {
    const { browser } = setUp()
    const tab = browser.openTab()
    tab.environment.tabNotes.write('note', '1')
    expect(browser.openTab().environment.tabNotes.read('note')).toBeNull()
    expect(tab.reload().environment.tabNotes.read('note')).toBe('1')
  })
})

describe('the cookie jar', () => {
  it('shows scripts what is not HttpOnly, until it ends by the device’s clock', () => {
    const { clock, browser } = setUp()
    const { cookies } = browser.openTab().environment
    browser.jar.accept([
      { name: 'secret', value: 's', httpOnly: true, maxAge: 10 },
      { name: 'hint', value: 'h', httpOnly: false, maxAge: 10 },
    ])
    expect([cookies.read('secret'), cookies.read('hint')]).toEqual([null, 'h'])
    expect(browser.jar.sent('secret')).toBe('s')
    clock.shiftWall(10_000)
    expect([browser.jar.sent('secret'), cookies.read('hint')]).toEqual([null, null])
  })

  it('tells watchers, its own tab’s too, until they stop', async () => {
    const { clock, browser } = setUp()
    let changes = 0
    const stop = browser.openTab().environment.cookies.watch(() => changes++)
    browser.jar.accept([{ name: 'hint', value: '1', httpOnly: false }])
    await clock.settle()
    stop()
    browser.jar.accept([{ name: 'hint', value: null, httpOnly: false }])
    await clock.settle()
    expect(changes).toBe(1)
  })
})

describe('a tab', () => {
  it('holds its timers while frozen, and drops them when it dies', async () => {
    const { clock, browser } = setUp()
    const [a, b] = [browser.openTab(), browser.openTab()]
    const ran: string[] = []
    a.environment.clock.timer(() => ran.push('a'), 10)
    const cancel = a.environment.clock.timer(() => ran.push('cancelled in time'), 10)
    b.environment.clock.timer(() => ran.push('b'), 10)
    a.freeze()
    b.kill()
    await clock.advance(20)
    expect(ran).toEqual([])
    cancel()
    a.thaw()
    await clock.settle()
    expect(ran).toEqual(['a'])
    expect(clock.pending()).toBe(0)
  })

  it('lives through moments', () => {
    const tab = setUp().browser.openTab()
    const moments: string[] = []
    const stop = tab.environment.page.watch((moment) => moments.push(moment))
    tab.moment('wake')
    stop()
    tab.moment('online')
    expect(moments).toEqual(['wake'])
  })

  it('can do without the APIs that some browsers lack', () => {
    const { environment } = setUp().browser.openTab({ lacks: ['locks', 'channel', 'notes', 'cookies'] })
    environment.notes.write('note', '1')
    expect([environment.locks, environment.openChannel, environment.notes.read('note')]).toEqual([null, null, null])
  })
})
