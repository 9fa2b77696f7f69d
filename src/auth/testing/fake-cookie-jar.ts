import type { Clock } from '../environment/clock'
import type { Cookies } from '../environment/environment'
import type { Deliver } from './deliver'
import type { TabLife } from './tab-life'

/** One `Set-Cookie`, as far as it matters here. A null value clears the cookie. */
export interface SetCookie {
  readonly name: string
  readonly value: string | null
  readonly httpOnly: boolean
  /** Seconds. Left out: until the jar is gone. */
  readonly maxAge?: number
}

/** The cookies of one browser profile for the one site that there is. */
export interface FakeCookieJar {
  /** Takes in what an answer brings: this is the moment at which it lands. */
  accept(cookies: readonly SetCookie[]): void
  /** What would be sent, HttpOnly or not. */
  sent(name: string): string | null
  /** What scripts of one tab see. */
  forTab(life: TabLife): Cookies
}

interface Cookie {
  readonly value: string
  readonly httpOnly: boolean
  readonly expiresAt: number
}

export function createFakeCookieJar(clock: Clock, deliver: Deliver): FakeCookieJar {
  const cookies = new Map<string, Cookie>()
  const watchers = new Set<() => void>()

  function find(name: string): Cookie | null {
    const cookie = cookies.get(name)
    return cookie !== undefined && cookie.expiresAt > clock.now() ? cookie : null
  }

  return {
    accept(received) {
      for (const { name, value, httpOnly, maxAge = Infinity } of received) {
        if (value === null) cookies.delete(name)
        else cookies.set(name, { value, httpOnly, expiresAt: clock.now() + maxAge * 1000 })
      }
      if (received.length > 0) watchers.forEach((notify) => notify())
    },
    sent: (name) => find(name)?.value ?? null,
    forTab: (life) => ({
      read(name) {
        const cookie = find(name)
        return cookie === null || cookie.httpOnly ? null : cookie.value
      },
      watch(listener) {
        const notify = () => deliver('cookie', life, () => watchers.has(notify) && listener())
        watchers.add(notify)
        const stop = () => void watchers.delete(notify)
        const forget = life.onDeath(stop)
        return () => {
          forget()
          stop()
        }
      },
    }),
  }
}
