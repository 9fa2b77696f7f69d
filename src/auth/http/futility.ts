import type { AccessToken } from '../token'

/** How long an address that refused a new token gets no more renewals for refusing one, in ms. */
const FUTILE_FOR = 60_000
const MOST_ADDRESSES = 100

/** How long nobody gets one after the first renewal in a row that did not help, in ms; doubled with each that follows. */
const QUIET = 1000

interface Target {
  readonly method?: string | undefined
  readonly baseURL?: string | undefined
  /** axios takes a `URL` as well, and its types don't tell. */
  readonly url?: string | URL | undefined
}

/**
 * Which 401s no renewal helps against: an address that always says 401 must not cost a refresh for every request, many such
 * addresses not a refresh each, and none of them may keep the others from being renewed for.
 */
export interface Futility {
  /** Whether the token is not to be renewed for a 401 from there. */
  holds(target: Target, token: AccessToken): boolean
  /** The token is new because this address refused the one before: refused there as well, it is not to blame. */
  brought(target: Target, token: AccessToken): void
  refused(target: Target, token: AccessToken): void
  took(target: Target): void
}

export function createFutility(steady: () => number): Futility {
  /** `until`: steady ms; a token that `isNew` is yet to be tried, and one that is refused after that was good before. */
  const addresses = new Map<string, { readonly token: AccessToken; readonly until: number; readonly isNew: boolean }>()
  /** Addresses that take tokens: a 401 of theirs is about the token, whatever others say. */
  const good = new Set<string>()
  let last: AccessToken | null = null
  let streak = 0
  let quietUntil = -Infinity

  function set(target: Target, token: AccessToken, isNew: boolean): void {
    const address = addressOf(target)
    good.delete(address)
    addresses.delete(address)
    addresses.set(address, { token, until: steady() + FUTILE_FOR, isNew })
    keepLatest(addresses, MOST_ADDRESSES)
  }

  function refused(target: Target, token: AccessToken): void {
    // One that never takes any says nothing of the others, however often it is asked.
    const isKnown = addresses.get(addressOf(target))?.isNew === false
    set(target, token, false)
    if (token === last) return
    last = token
    quietUntil = steady() + Math.min(QUIET * 2 ** streak, FUTILE_FOR)
    if (!isKnown) streak += 1
  }

  return {
    holds(target, token) {
      const address = addressOf(target)
      const known = addresses.get(address)
      if (known?.isNew && known.token === token && steady() < known.until) refused(target, token)
      const now = addresses.get(address)
      const until = now?.isNew === false ? now.until : -Infinity
      return steady() < (good.has(address) ? until : Math.max(quietUntil, until))
    },
    brought: (target, token) => set(target, token, true),
    refused,
    took(target) {
      // Nearly always there is nothing to forget, and no address to be put together for each request.
      if (addresses.size === 0) return
      const address = addressOf(target)
      good.delete(address)
      good.add(address)
      keepLatest(good, MOST_ADDRESSES)
      if (!addresses.delete(address)) return
      streak = 0
      quietUntil = -Infinity
    },
  }
}

/** Lets go of what was added first where there is more than that. */
export function keepLatest(added: Map<unknown, unknown> | Set<unknown>, most: number): void {
  const [oldest] = added.keys()
  if (added.size > most) added.delete(oldest)
}

/** Without the query: `/search?q=a` and `?q=b` are refused by the same. */
function addressOf({ method = 'get', baseURL = '', url = '' }: Target): string {
  return `${method} ${baseURL} ${String(url).split(/[?#]/, 1)[0] ?? ''}`
}
