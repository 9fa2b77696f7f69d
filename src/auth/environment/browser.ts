import { systemClock } from './clock'
import type { Cookies, Environment, Notes, Page, PageMoment, TabChannel } from './environment'

function openChannel(name: string): TabChannel {
  const channel = new BroadcastChannel(name)
  return {
    post: (message) => channel.postMessage(message),
    listen(listener) {
      const heard = (event: MessageEvent<unknown>) => listener(event.data)
      channel.addEventListener('message', heard)
      return () => channel.removeEventListener('message', heard)
    },
    close: () => channel.close(),
  }
}

/**
 * Merely reading `window.localStorage` throws where site data is blocked, and `setItem` throws where it is full. What can't
 * be written there is kept for as long as the page lives.
 */
function safely(storage: () => Storage) {
  const unwritten = new Map<string, string | null>()
  return {
    /** Another tab could write there: what this one could not is out of date. Null: all of it. */
    giveWay(key: string | null) {
      if (key === null) unwritten.clear()
      else unwritten.delete(key)
    },
    read(key: string): string | null {
      const kept = unwritten.get(key)
      if (kept !== undefined) return kept
      try {
        return storage().getItem(key)
      } catch {
        return null
      }
    },
    write(key: string, value: string | null): void {
      unwritten.delete(key)
      try {
        if (value === null) storage().removeItem(key)
        else storage().setItem(key, value)
      } catch {
        unwritten.set(key, value)
      }
    },
  }
}

const local = safely(() => window.localStorage)

const browserNotes: Notes = {
  read: local.read,
  write: local.write,
  watch(listener) {
    const heard = ({ key }: StorageEvent) => {
      local.giveWay(key)
      listener(key)
    }
    window.addEventListener('storage', heard)
    return () => window.removeEventListener('storage', heard)
  },
}

/** A sandboxed frame has no cookies, and throws a SecurityError where one asks for them. */
function readableCookies(): string {
  try {
    return document.cookie
  } catch {
    return ''
  }
}

const COOKIE_POLL = 50

const browserCookies: Cookies = {
  read(name) {
    const prefix = `${name}=`
    const pair = readableCookies()
      .split('; ')
      .find((each) => each.startsWith(prefix))
    return pair === undefined ? null : pair.slice(prefix.length)
  },
  watch(listener) {
    // Polled as well as listened to: a change event may be lost while a page is loading, and Safari has none before 18.4.
    const poll = setInterval(listener, COOKIE_POLL)
    const store = (window as { cookieStore?: EventTarget }).cookieStore
    store?.addEventListener('change', listener)
    return () => {
      clearInterval(poll)
      store?.removeEventListener('change', listener)
    }
  },
}

const browserPage: Page = {
  watch(listener) {
    const stops: (() => void)[] = []
    const hear = (target: EventTarget, type: string, tell: (event: Event) => PageMoment | null) => {
      const heard = (event: Event) => {
        const moment = tell(event)
        if (moment !== null) listener(moment)
      }
      target.addEventListener(type, heard)
      stops.push(() => target.removeEventListener(type, heard))
    }
    hear(window, 'focus', () => 'wake')
    hear(window, 'online', () => 'online')
    hear(document, 'visibilitychange', () => (document.visibilityState === 'visible' ? 'wake' : null))
    hear(window, 'pagehide', (event) => ((event as PageTransitionEvent).persisted ? 'conceal' : null))
    hear(window, 'pageshow', (event) => ((event as PageTransitionEvent).persisted ? 'reveal' : null))
    hear(document, 'freeze', () => 'conceal')
    hear(document, 'resume', () => 'reveal')
    return () => stops.forEach((stop) => stop())
  },
  isSeen: () => document.visibilityState === 'visible',
  baseURI: () => document.baseURI,
}

/** Node (tests, tools): one tab, no cookies to see, nothing that outlives the process. */
function bareNotes(): Notes {
  const notes = new Map<string, string>()
  return {
    read: (key) => notes.get(key) ?? null,
    write(key, value) {
      if (value === null) notes.delete(key)
      else notes.set(key, value)
    },
    watch: () => () => undefined,
  }
}

const bareCookies: Cookies = { read: () => null, watch: () => () => undefined }
const barePage: Page = { watch: () => () => undefined, isSeen: () => true, baseURI: () => null }

/** The environment as it is found: every API that is missing is told as missing, none is polyfilled. */
export function detectEnvironment(): Environment {
  const inPage = typeof window !== 'undefined' && typeof document !== 'undefined'
  return {
    clock: systemClock,
    locks: inPage && 'locks' in navigator ? navigator.locks : null,
    openChannel: inPage && typeof BroadcastChannel !== 'undefined' ? openChannel : null,
    notes: inPage ? browserNotes : bareNotes(),
    tabNotes: inPage ? safely(() => window.sessionStorage) : bareNotes(),
    cookies: inPage ? browserCookies : bareCookies,
    page: inPage ? browserPage : barePage,
  }
}
