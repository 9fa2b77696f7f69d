import { NOWHERE } from './http/origins'

interface Settings {
  readonly flow: string
  readonly refreshTimeout: number
}

const FLOWS = ['refresh-token', 'access-token']

/**
 * Told where they are given, and not by sign-ins that fail.
 *
 * @throws TypeError when one can't be used
 */
export function assertUsable({ flow, refreshTimeout }: Settings): void {
  if (!FLOWS.includes(flow)) throw new TypeError(`flow: "${flow}" is none of ${FLOWS.join(', ')}.`)
  if (!(refreshTimeout > 0)) throw new TypeError(`refreshTimeout: ${refreshTimeout} is no time in ms.`)
}

/** Two apps on one origin share locks, notes and tokens where they are of one API, and nothing where each has its own. */
export function nameOf(baseURL: string, page: string | null): string {
  const at = (path: string) => new URL(path, page ?? NOWHERE).href.replace(/\/+$/, '')
  const api = at(baseURL || '/')
  return api === at('/api') ? 'auth' : `auth ${api}`
}
