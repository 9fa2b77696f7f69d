import { NOWHERE } from './http/origins'

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
