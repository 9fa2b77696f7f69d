import type { CreateAxiosDefaults } from 'axios'
import type { AuthApi, Grant } from './api/contract'
import type { Environment } from './environment/environment'
import { NOWHERE } from './http/origins'

/** All have defaults. What the engine meets outside itself (clock, locks, cookies, …) can be handed in as well. */
export interface AuthClientOptions extends Partial<Environment> {
  /** Where the API is: a path on the page's origin, or an http(s) address. `/api` by default. */
  readonly baseURL?: string | undefined
  readonly flow?: 'refresh-token' | 'access-token' | undefined
  /**
   * Where the access-token flow keeps its token. `session` survives a reload, in sessionStorage, where ANY script on the
   * page can read it. `memory` by default; the refresh-token flow knows nothing else.
   */
  readonly tokenStorage?: 'memory' | 'session' | undefined
  /** The wire contract; that of the reference API by default. */
  readonly api?: AuthApi | undefined
  /**
   * Name of the companion cookie of the reference API. `session_hint` by default where the API is on the page's host, else none:
   * name it where the API sets it for a `Domain` that the page is in; null where the API sets none.
   */
  readonly hintCookie?: string | null | undefined
  /** Origins beside that of `baseURL` which get the token. */
  readonly trustedOrigins?: readonly string[] | undefined
  /** ms after which no sign-in, refresh or sign-out is waited for. 10,000 by default. */
  readonly refreshTimeout?: number | undefined
  /** `false`: tabs never pass a token to one another; they still take turns. */
  readonly handOver?: boolean | undefined
  /** Names the locks, the channel and the notes: one name for each refresh cookie. By default after `baseURL`. */
  readonly name?: string | undefined
  /** Defaults of `auth.http`, as for `axios.create`. */
  readonly http?: CreateAxiosDefaults | undefined
  /** A session to start with, as a sign-in grants it: for tests and for pages that a server has signed in. */
  readonly initial?: Grant | undefined
}

interface Settings {
  readonly flow: string
  readonly tokenStorage: string
  readonly refreshTimeout: number
}

const ALLOWED = { flow: ['refresh-token', 'access-token'], tokenStorage: ['memory', 'session'] }
/** ms; beyond this a timer ends at once. */
const LONGEST = 2 ** 31

/**
 * Told where they are given, and not by sign-ins that fail.
 *
 * @throws TypeError when one can't be used
 */
export function assertUsable(settings: Settings): void {
  const { refreshTimeout } = settings
  for (const name of ['flow', 'tokenStorage'] as const) {
    const allowed = ALLOWED[name]
    if (!allowed.includes(settings[name]))
      throw new TypeError(`${name}: "${settings[name]}" is none of ${allowed.join(', ')}.`)
  }
  if (!(refreshTimeout > 0 && refreshTimeout < LONGEST))
    throw new TypeError(`refreshTimeout: ${refreshTimeout} is no time in ms.`)
}

/** Two apps on one origin share locks, notes and tokens where they are of one API, and nothing where each has its own. */
export function nameOf(baseURL: string, page: string | null): string {
  const at = (path: string) => new URL(path, page ?? NOWHERE).href.replace(/\/+$/, '')
  const api = at(baseURL || '/')
  return api === at('/api') ? 'auth' : `auth ${api}`
}
