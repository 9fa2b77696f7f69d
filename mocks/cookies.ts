/** A cookie to be set; a `maxAge` of 0 clears it. */
export interface Cookie {
  readonly name: string
  readonly value: string
  readonly path: string
  readonly maxAge: number
  readonly httpOnly: boolean
  readonly secure: boolean
}

export const REFRESH_COOKIE = 'refresh_token'
export const HINT_COOKIE = 'session_hint'

export interface CookieScope {
  readonly path: string
  readonly secure: boolean
  readonly hint: boolean
}

export interface CookieValues {
  readonly refreshToken: string
  readonly hint: string
}

export function sessionCookies(values: CookieValues, maxAge: number, scope: CookieScope): readonly Cookie[] {
  const { path, secure } = scope
  const refresh = { name: REFRESH_COOKIE, value: values.refreshToken, path, maxAge, httpOnly: true, secure }
  const hint = { name: HINT_COOKIE, value: values.hint, path: '/', maxAge, httpOnly: false, secure }
  return scope.hint ? [refresh, hint] : [refresh]
}

export function clearedCookies(scope: CookieScope): readonly Cookie[] {
  return sessionCookies({ refreshToken: '', hint: '' }, 0, scope)
}

export function serializeCookie({ name, value, path, maxAge, httpOnly, secure }: Cookie): string {
  const flags = `${httpOnly ? '; HttpOnly' : ''}${secure ? '; Secure' : ''}`
  return `${name}=${value}${flags}; SameSite=Strict; Path=${path}; Max-Age=${maxAge}`
}

/** The first of that name: browsers send the one with the longest path first. */
export function cookieIn(header: string | null | undefined, name: string): string | null {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim())
  const found = pairs.find((pair) => pair.startsWith(`${name}=`))
  return found?.slice(name.length + 1) || null
}

interface KeptCookie {
  readonly cookie: Cookie
  readonly expiresAt: number
}

/** What a browser keeps, for the transports that have none behind them. */
export type CookieJar = Map<string, KeptCookie>

export function keepCookies(jar: CookieJar, cookies: readonly Cookie[], now: number): void {
  for (const cookie of cookies) {
    if (cookie.maxAge <= 0) jar.delete(cookie.name)
    else jar.set(cookie.name, { cookie, expiresAt: now + cookie.maxAge * 1000 })
  }
}

/** The cookie a browser would send to `path`. */
export function keptCookie(jar: CookieJar, name: string, path: string, now: number): Cookie | null {
  const kept = jar.get(name)
  return kept && kept.expiresAt > now && isBelow(path, kept.cookie.path) ? kept.cookie : null
}

function isBelow(path: string, parent: string): boolean {
  return path === parent || path.startsWith(parent.endsWith('/') ? parent : `${parent}/`)
}
