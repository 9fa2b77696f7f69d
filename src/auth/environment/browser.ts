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

/** Merely reading `window.localStorage` throws where site data is blocked, and `setItem` throws where it is full. */
const browserNotes: Notes = {
  read(key) {
    try {
      return window.localStorage.getItem(key)
    } catch {
      return null
    }
  },
  write(key, value) {
    try {
      if (value === null) window.localStorage.removeItem(key)
      else window.localStorage.setItem(key, value)
    } catch {
      // Nothing to fall back on: the engine treats a note that is missing as doubt, never as an answer.
    }
  },
  watch(listener) {
    const heard = (event: StorageEvent) => listener(event.key)
    window.addEventListener('storage', heard)
    return () => window.removeEventListener('storage', heard)
  },
}

const COOKIE_POLL = 50

const browserCookies: Cookies = {
  read(name) {
    const prefix = `${name}=`
    const pair = document.cookie.split('; ').find((each) => each.startsWith(prefix))
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
  baseURI: () => document.baseURI,
}

/** Node (tests, tools): one tab, no cookies to see, nothing that outlives the process. */
const bareNotes: Notes = { read: () => null, write: () => undefined, watch: () => () => undefined }
const bareCookies: Cookies = { read: () => null, watch: () => () => undefined }
const barePage: Page = { watch: () => () => undefined, baseURI: () => null }

/** The environment as it is found: every API that is missing is told as missing, none is polyfilled. */
export function detectEnvironment(): Environment {
  const inPage = typeof window !== 'undefined' && typeof document !== 'undefined'
  return {
    clock: systemClock,
    locks: inPage && 'locks' in navigator ? navigator.locks : null,
    openChannel: inPage && typeof BroadcastChannel !== 'undefined' ? openChannel : null,
    notes: inPage ? browserNotes : bareNotes,
    cookies: inPage ? browserCookies : bareCookies,
    page: inPage ? browserPage : barePage,
  }
}
