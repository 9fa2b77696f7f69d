import { http, HttpResponse, type RequestHandler } from 'msw'
import type { Answer } from './answer'
import type { MockApi } from './api'
import { type ApiCall, pathBelow } from './call'
import { type Cookie, HINT_COOKIE, keepCookies, keptCookie, REFRESH_COOKIE, serializeCookie } from './cookies'
import type { Land } from './endpoints'

export interface MswOptions {
  readonly basePath: string
  /** The only origin to answer for; null: any. */
  readonly origin: string | null
  /**
   * When the cookies land. A real browser keeps them when the answer comes, and `answer` does the same. In the browser
   * mock the answer of a page that is reloaded meanwhile would never come, so there they land with the `work` itself.
   */
  readonly cookiesLand: 'with-answer' | 'with-work'
}

/**
 * The API behind MSW. MSW's own cookie store takes one cookie an answer and is a copy per page, stale as soon as
 * another tab rotates. So the database keeps the jar, and what scripts may read is mirrored in `document.cookie`.
 */
export function mswHandlers(api: MockApi, { basePath, origin, cookiesLand }: MswOptions): readonly RequestHandler[] {
  const land: Land = (state, cookies) => {
    keepCookies(state.jar, cookies, api.clock())
    mirror(cookies)
  }

  const isOurs = (request: Request): boolean => {
    const url = new URL(request.url)
    return (origin === null || url.origin === origin) && pathBelow(basePath, url.pathname) !== null
  }

  const answerTo = async (request: Request): Promise<Response> => {
    const withJar = request.credentials !== 'omit'
    const call = await callOf(request, basePath, withJar ? await refreshTokenFor(api, request) : null)
    const landsNow = withJar && cookiesLand === 'with-work'
    const outcome = await (landsNow ? api.handle(call, land) : api.handle(call))
    if (outcome === 'hang') return new Promise(() => undefined)
    if (outcome === 'reset') return HttpResponse.error()
    if (withJar && !landsNow && outcome.cookies.length > 0) {
      await api.store.transact((state) => land(state, outcome.cookies))
    }
    return responseOf(outcome, call.method)
  }

  return [
    http.all(
      ({ request }) => isOurs(request),
      ({ request }) => answerTo(request),
    ),
  ]
}

/** Makes `document.cookie` say what the jar says: the hint of a session that another tab, or an earlier page, changed. */
export async function showHint(api: MockApi): Promise<void> {
  const { jar } = await api.store.read()
  const cleared: Cookie = { name: HINT_COOKIE, value: '', path: '/', maxAge: 0, httpOnly: false, secure: false }
  mirror([keptCookie(jar, HINT_COOKIE, '/', api.clock()) ?? cleared])
}

async function refreshTokenFor(api: MockApi, request: Request): Promise<string | null> {
  const { jar } = await api.store.read()
  return keptCookie(jar, REFRESH_COOKIE, new URL(request.url).pathname, api.clock())?.value ?? null
}

async function callOf(request: Request, basePath: string, refreshToken: string | null): Promise<ApiCall> {
  const url = new URL(request.url)
  return {
    method: request.method,
    path: pathBelow(basePath, url.pathname) ?? '',
    authorization: request.headers.get('authorization'),
    refreshToken,
    body: await request.text(),
    userAgent: request.headers.get('user-agent') ?? ownUserAgent(),
    ip: '127.0.0.1',
    secure: url.protocol === 'https:',
  }
}

/** Node 20 has no navigator. */
function ownUserAgent(): string {
  return typeof navigator === 'undefined' ? 'unknown' : navigator.userAgent
}

function responseOf({ status, headers, body }: Answer, method: string): Response {
  return new HttpResponse(method === 'HEAD' ? null : body, { status, headers })
}

function mirror(cookies: readonly Cookie[]): void {
  if (typeof document === 'undefined') return
  for (const cookie of cookies) if (!cookie.httpOnly) document.cookie = serializeCookie(cookie)
}
