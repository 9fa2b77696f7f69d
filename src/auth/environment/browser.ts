import { systemClock } from './clock'
import type { Cookies, Environment, Notes, Page, TabChannel } from './environment'

/** Until the function returned is called. */
function listen(target: EventTarget, type: string, heard: (event: never) => void): () => void {
  const listener = heard as EventListener
  target.addEventListener(type, listener)
  return () => target.removeEventListener(type, listener)
}

function openChannel(name: string): TabChannel {
  const channel = new BroadcastChannel(name)
  return {
    post: (message) => channel.postMessage(message),
    listen: (listener) => listen(channel, 'message', ({ data }: MessageEvent<unknown>) => listener(data)),
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
  watch: (listener) =>
    listen(window, 'storage', ({ key }: StorageEvent) => {
      local.giveWay(key)
      listener(key)
    }),
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
    const stop = store && listen(store, 'change', listener)
    return () => {
      clearInterval(poll)
      stop?.()
    }
  },
}

const browserPage: Page = {
  watch(listener) {
    const stops = [
      listen(window, 'focus', () => listener('wake')),
      listen(window, 'online', () => listener('online')),
      listen(document, 'visibilitychange', () => document.visibilityState === 'visible' && listener('wake')),
      listen(window, 'pagehide', ({ persisted }: PageTransitionEvent) => listener(persisted ? 'conceal' : 'leave')),
      listen(window, 'pageshow', ({ persisted }: PageTransitionEvent) => persisted && listener('reveal')),
      listen(document, 'freeze', () => listener('conceal')),
      listen(document, 'resume', () => listener('reveal')),
    ]
    return () => stops.forEach((stop) => stop())
  },
  isSeen: () => document.visibilityState === 'visible',
  baseURI: () => document.baseURI,
}

/** Node (tests, tools): one tab, no cookies to see, nothing that outlives the process. */
const watch = () => () => undefined
/** Without a window nothing can be written, and all of it is kept. */
const bareNotes = (): Notes => ({ ...safely(() => window.localStorage), watch })
const bareCookies: Cookies = { read: () => null, watch }
const barePage: Page = { watch, isSeen: () => true, baseURI: () => null }

/** The environment as it is found: every API that is missing is told as missing, none is polyfilled. */
export function detectEnvironment(): Environment {
  const inPage = typeof window !== 'undefined' && typeof document !== 'undefined'
  return {
    clock: systemClock,
    locks: inPage && 'locks' in navigator ? navigator.locks : null,
    openChannel: inPage && typeof BroadcastChannel !== 'undefined' ? openChannel : null,
    notes: inPage ? browserNotes : bareNotes(),
    tabNotes: safely(() => window.sessionStorage),
    cookies: inPage ? browserCookies : bareCookies,
    page: inPage ? browserPage : barePage,
  }
}
