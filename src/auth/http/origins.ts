import { Axios, type AxiosRequestConfig } from 'axios'
import { resolved } from '../api/resolved'

/** What a relative address is resolved against where there is no page: it stays on an origin that is nobody's. */
export const NOWHERE = 'https://nowhere.invalid/'

/** Relative, and so by axios's own rule appended to the base: can't leave its origin. */
const PLAIN_PATH = /^\/[\w\-.]/

interface Target {
  readonly baseURL?: string | undefined
  readonly url?: string | undefined
  readonly allowAbsoluteUrls?: boolean | undefined
}

/**
 * Which requests may bear the token: those to the origin of `baseURL` and to the origins named beside it. Judged by the
 * final address, resolved as the browser will resolve it; what can't be resolved gets no token.
 *
 * @throws TypeError when a name is not an http(s) origin, or `baseURL` leads to none
 */
export function createOrigins(baseURL: string, trusted: readonly string[], baseURI: () => string | null) {
  // Without defaults: those of the global axios are anybody's to change.
  const resolver = new Axios()

  function originOf(target: Target): string | null {
    try {
      const { baseURL, url, allowAbsoluteUrls } = target
      const address = resolver.getUri({ baseURL, url, allowAbsoluteUrls } as AxiosRequestConfig)
      const { origin, protocol } = new URL(address, baseURI() ?? NOWHERE)
      return /^https?:$/.test(protocol) ? origin : null
    } catch {
      return null
    }
  }

  const startedAt = baseURI()
  const own = originOf({ url: baseURL })
  if (own === null) {
    // As `localhost:3000/api` is, of which the scheme is "localhost:".
    throw new TypeError(`baseURL: "${baseURL}" is neither a path nor an http(s) address.`)
  }
  const named = new Set([own, ...trusted.map(parseOrigin)])

  return {
    originOf,
    isTrusted(target: Target): boolean {
      if (target.baseURL === baseURL && baseURI() === startedAt && baseURL !== '' && PLAIN_PATH.test(target.url ?? ''))
        return true
      return named.has(originOf(target) ?? '')
    },
  }
}

export type Origins = ReturnType<typeof createOrigins>

function parseOrigin(name: string): string {
  const url = resolved(name)
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.hostname.includes('*')) {
    throw new TypeError(`trustedOrigins: "${name}" is not an origin. Write it as "https://api.example.com".`)
  }
  return url.origin
}
