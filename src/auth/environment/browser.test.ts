// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { detectEnvironment } from './browser'
import { systemClock } from './clock'
import type { PageMoment } from './environment'

const { notes, tabNotes, cookies, page } = detectEnvironment()

function denied(): never {
  throw new DOMException('denied', 'SecurityError')
}

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  localStorage.clear()
  sessionStorage.clear()
})

describe.each([
  ['notes', notes, () => localStorage],
  ['tabNotes', tabNotes, () => sessionStorage],
] as const)('%s', (_name, subject, storage) => {
  it('are read, written and removed', () => {
    expect(subject.read('auth:note')).toBeNull()
    subject.write('auth:note', '1')
    expect(storage().getItem('auth:note')).toBe('1')
    expect(subject.read('auth:note')).toBe('1')
    subject.write('auth:note', null)
    expect(storage()).toHaveLength(0)
  })

  it.each(['getItem', 'setItem', 'removeItem'] as const)('put up with a browser in which %s throws', (method) => {
    vi.spyOn(Storage.prototype, method).mockImplementation(denied)
    expect(() => {
      subject.read('auth:note')
      subject.write('auth:note', '1')
      subject.write('auth:note', null)
    }).not.toThrow()
    expect(subject.read('auth:note')).toBeNull()
  })

  it('remember for the life of the page what can’t be written, until it can', () => {
    subject.write('auth:note', 'before it was full')
    const full = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(denied)
    subject.write('auth:note', '1')
    expect(subject.read('auth:note')).toBe('1')
    full.mockRestore()
    subject.write('auth:note', '2')
    expect(storage().getItem('auth:note')).toBe('2')
    storage().setItem('auth:note', 'by another tab')
    expect(subject.read('auth:note')).toBe('by another tab')
  })

  it('put up with a browser in which there is no touching the storage at all', () => {
    const before = Object.getOwnPropertyDescriptors(window)
    Object.defineProperty(window, 'localStorage', { get: denied, configurable: true })
    Object.defineProperty(window, 'sessionStorage', { get: denied, configurable: true })
    try {
      expect(subject.read('auth:note')).toBeNull()
      subject.write('auth:note', '1')
      expect(subject.read('auth:note')).toBe('1')
    } finally {
      Object.defineProperty(window, 'localStorage', before.localStorage)
      Object.defineProperty(window, 'sessionStorage', before.sessionStorage)
      subject.write('auth:note', null)
    }
  })
})

it('notes tell of changes that other tabs make, until asked no more', () => {
  const told: (string | null)[] = []
  const stop = notes.watch((key) => told.push(key))
  window.dispatchEvent(new StorageEvent('storage', { key: 'auth:note' }))
  window.dispatchEvent(new StorageEvent('storage', { key: null }))
  stop()
  window.dispatchEvent(new StorageEvent('storage', { key: 'auth:note' }))
  expect(told).toEqual(['auth:note', null])
})

it.each([['auth:note'], [null]])(
  'a note that could not be written gives way to what another tab wrote (key %s)',
  (key) => {
    const stop = notes.watch(() => undefined)
    const full = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(denied)
    notes.write('auth:note', 'kept')
    full.mockRestore()
    localStorage.setItem('auth:note', 'by another tab')
    window.dispatchEvent(new StorageEvent('storage', { key: 'auth:other' }))
    expect(notes.read('auth:note')).toBe('kept')
    window.dispatchEvent(new StorageEvent('storage', { key }))
    expect(notes.read('auth:note')).toBe('by another tab')
    stop()
  },
)

describe('cookies', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    return () => vi.useRealTimers()
  })

  it('are read by their whole name', () => {
    vi.spyOn(document, 'cookie', 'get').mockReturnValue('my_session_hint=no; session_hint=a=b; session_hint_2=no; bare')
    expect(cookies.read('session_hint')).toBe('a=b')
    expect(cookies.read('hint')).toBeNull()
    expect(cookies.read('bare')).toBeNull()
  })

  it('are none in a sandboxed frame, which throws where it is asked for them', () => {
    vi.spyOn(document, 'cookie', 'get').mockImplementation(denied)
    expect(cookies.read('session_hint')).toBeNull()
  })

  it('are looked at every 50 ms where nothing tells of a change, until asked no more', () => {
    const listener = vi.fn()
    const stop = cookies.watch(listener)
    vi.advanceTimersByTime(100)
    expect(listener).toHaveBeenCalledTimes(2)
    stop()
    vi.advanceTimersByTime(100)
    expect(listener).toHaveBeenCalledTimes(2)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('tell of a change at once where there is a cookieStore', () => {
    const store = new EventTarget()
    vi.stubGlobal('cookieStore', store)
    const listener = vi.fn()
    const stop = cookies.watch(listener)
    store.dispatchEvent(new Event('change'))
    expect(listener).toHaveBeenCalledTimes(1)
    stop()
    store.dispatchEvent(new Event('change'))
    expect(listener).toHaveBeenCalledTimes(1)
  })
})

describe('the page', () => {
  const transition = (type: string, persisted: boolean) => Object.assign(new Event(type), { persisted })

  function momentsOf(act: () => void): PageMoment[] {
    const moments: PageMoment[] = []
    const stop = page.watch((moment) => moments.push(moment))
    act()
    stop()
    act()
    return moments
  }

  it.each([
    ['focused', () => window.dispatchEvent(new Event('focus')), ['wake']],
    ['seen', () => document.dispatchEvent(new Event('visibilitychange')), ['wake']],
    ['online', () => window.dispatchEvent(new Event('online')), ['online']],
    ['put in the back/forward cache', () => window.dispatchEvent(transition('pagehide', true)), ['conceal']],
    ['back from there', () => window.dispatchEvent(transition('pageshow', true)), ['reveal']],
    ['left for good', () => window.dispatchEvent(transition('pagehide', false)), ['leave']],
    ['loaded anew', () => window.dispatchEvent(transition('pageshow', false)), []],
    ['frozen', () => document.dispatchEvent(new Event('freeze')), ['conceal']],
    ['thawed', () => document.dispatchEvent(new Event('resume')), ['reveal']],
  ] as const)('%s', (_case, act, moments) => {
    expect(momentsOf(act)).toEqual(moments)
  })

  it('is not woken by being hidden, and knows that it is', () => {
    expect(page.isSeen()).toBe(true)
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    expect(page.isSeen()).toBe(false)
    expect(momentsOf(() => document.dispatchEvent(new Event('visibilitychange')))).toEqual([])
  })

  it('knows what a relative URL is resolved against', () => {
    expect(page.baseURI()).toBe(document.baseURI)
  })
})

describe('what a browser lacks', () => {
  it('is told as missing', () => {
    vi.stubGlobal('BroadcastChannel', undefined)
    vi.stubGlobal('navigator', {})
    expect(detectEnvironment()).toMatchObject({ locks: null, openChannel: null })
  })

  it('is taken as it is where it is there', () => {
    const locks = {}
    vi.stubGlobal('navigator', { locks })
    expect(detectEnvironment().locks).toBe(locks)
  })

  it('is nearly everything outside of a page, and nothing breaks', () => {
    vi.stubGlobal('window', undefined)
    const bare = detectEnvironment()
    expect(bare).toMatchObject({ locks: null, openChannel: null, clock: systemClock })
    bare.notes.write('auth:note', '1')
    expect(bare.notes.read('auth:note')).toBe('1')
    bare.notes.write('auth:note', null)
    bare.notes.watch(() => undefined)()
    bare.cookies.watch(() => undefined)()
    bare.page.watch(() => undefined)()
    expect([bare.notes.read('auth:note'), bare.cookies.read('a'), bare.page.baseURI()]).toEqual([null, null, null])
  })
})

it('a channel posts, listens and closes by the browser’s own', () => {
  class FakeBroadcastChannel extends EventTarget {
    static opened: FakeBroadcastChannel[] = []
    readonly postMessage = vi.fn()
    readonly close = vi.fn()
    readonly name: string
    constructor(name: string) {
      super()
      this.name = name
      FakeBroadcastChannel.opened.push(this)
    }
  }
  vi.stubGlobal('BroadcastChannel', FakeBroadcastChannel)
  const channel = detectEnvironment().openChannel?.('auth')
  const [native] = FakeBroadcastChannel.opened
  const heard: unknown[] = []
  const stop = channel?.listen((message) => heard.push(message))
  native?.dispatchEvent(new MessageEvent('message', { data: 'hello' }))
  stop?.()
  native?.dispatchEvent(new MessageEvent('message', { data: 'not heard' }))
  channel?.post('out')
  channel?.close()
  expect(heard).toEqual(['hello'])
  expect(native?.name).toBe('auth')
  expect(native?.postMessage).toHaveBeenCalledWith('out')
  expect(native?.close).toHaveBeenCalledOnce()
})
