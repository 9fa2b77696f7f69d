import axios, {
  Axios,
  isAxiosError,
  type AxiosRequestConfig,
  type AxiosResponse,
  type CreateAxiosDefaults,
} from 'axios'
import * as v from 'valibot'
import { SignInError, type SignInFailure } from '../errors'
import { BearerToken } from './bearer'
import { checked, parseJson } from './checked'
import type { AuthApi, CallOptions, Grant, LogoutAnswer, RefreshAnswer } from './contract'
import { refusalCode } from './refusal-code'
import { parseRetryAfter } from './retry-after'
import { resolved } from './resolved'
import { trouble } from './trouble'

/** A person without a name is one all the same; what can't be done without is an id. */
const UserAnswer = v.object({
  id: v.custom<string | number>((id) => typeof id === 'number' || (typeof id === 'string' && id !== '')),
  username: v.fallback(v.string(), ''),
  firstName: v.fallback(v.string(), ''),
  lastName: v.fallback(v.string(), ''),
  /** The least that there is, when it is one that we don't know: the API decides about permissions anyway. */
  role: v.fallback(v.picklist(['admin', 'user']), 'user'),
})

const GrantAnswer = v.object({
  accessToken: BearerToken,
  expiresIn: v.fallback(
    v.custom<number | null>((seconds) => typeof seconds === 'number' && seconds >= 0),
    null,
  ),
  user: UserAnswer,
})

function grantOf({ data, headers }: AxiosResponse<unknown>): Grant | null {
  const grant = checked(GrantAnswer, data)
  if (grant === null) return null
  const id = String(grant.user.id)
  const grantedAt = Date.parse(text(headers['date']) ?? '') / 1000 || null
  return { ...grant, grantedAt, user: { ...grant.user, id, username: grant.user.username || id } }
}

interface Options {
  /** Path on the page's origin, or an http(s) address. */
  readonly baseURL: string
  readonly baseURI: () => string | null
  /** Name of the companion cookie where a page of another host sees it (`Domain`); null where it sees none. */
  readonly hintCookie?: string | null | undefined
  /** Wall ms, for a `Retry-After` that is a date. */
  readonly now: () => number
}

/** The reference API: `POST /auth/login`, `/auth/refresh` and `/auth/logout`, errors as RFC 9457 problems with a `code`. */
export function referenceApi({ baseURL, baseURI, hintCookie, now }: Options): AuthApi {
  const { headers, xsrfCookieName, xsrfHeaderName, withXSRFToken } = axios.defaults
  // Not by `axios.create`, which starts from all defaults of the global axios. What goes along with a request is the app's to say;
  // not what an answer is, nor when one is given up: a `timeout` would cut a refresh short and lose the cookie that it brings, a
  // `validateStatus` that takes everything turn a 503 into a yes.
  const http = new Axios({
    // The one adapter that can `keepalive`: these answers must land although the page that asked is gone.
    adapter: 'fetch',
    baseURL: absolute(baseURL, baseURI()),
    headers: {
      ...headers,
      Accept: 'application/json, application/problem+json',
      // The cookie is what these calls are known by: a token that the app sends everywhere is not theirs.
      Authorization: false,
      // What has no body has no type of one (axios would name it a form), and who asks is the browser, not axios.
      'Content-Type': false,
      'User-Agent': false,
    },
    withCredentials: true,
    xsrfCookieName,
    xsrfHeaderName,
    withXSRFToken,
    validateStatus: (status) => status >= 200 && status < 300,
    responseType: 'text',
    transformRequest: (data: unknown, headers) => {
      if (data === undefined) return undefined
      headers.setContentType('application/json', true)
      return JSON.stringify(data)
    },
    transformResponse: (text: unknown) => (text === '' ? '' : parseJson(text)),
  } as CreateAxiosDefaults as AxiosRequestConfig)

  const retryAfter = ({ headers }: AxiosResponse) =>
    parseRetryAfter(text(headers['retry-after']), text(headers['date']), now())

  /** ms; who says when to come back does not refuse for good, unless by a code: rate limits are told by a 403 as well. */
  function patience(response: AxiosResponse): number | null {
    return refusalCode(response.data) === 'unnamed' ? retryAfter(response) : null
  }

  /** These answers must land although the page that asked is gone. */
  const post = (path: string, { signal }: CallOptions) =>
    http.post<unknown>(path, undefined, { signal, fetchOptions: { keepalive: true } })

  function judgeRefresh(cause: unknown): RefreshAnswer {
    const response = responseOf(cause)
    if (response === undefined) return trouble('network', cause)
    const { status } = response
    if (status === 400 || status === 401 || status === 403) {
      // A proxy, a firewall or a hotel's Wi-Fi says no in HTML; it is not the one to end a session.
      const wait = patience(response)
      if (isHtml(response)) return trouble('malformed', cause, wait)
      return wait ? trouble('rate-limited', cause, wait) : { kind: 'refused', code: refusalCode(response.data), cause }
    }
    return trouble(status === 429 ? 'rate-limited' : 'server', cause, retryAfter(response))
  }

  function signInError(response: AxiosResponse | undefined): SignInError {
    const fail = (failure: SignInFailure, message: string) =>
      new SignInError(failure, message, { retryAfter: response ? retryAfter(response) : null })
    if (response === undefined) return fail('unreachable', 'The server can’t be reached. Nothing was checked.')
    const { status } = response
    if (status === 429 || (status === 403 && patience(response))) {
      return fail('rate-limited', 'Too many attempts to sign in.')
    }
    // A proxy's "no" in HTML is not about the password.
    if (status >= 400 && status < 500 && isHtml(response)) return malformedSignIn()
    if (status === 401) return fail('invalid-credentials', 'The username or the password is wrong.')
    if (NOT_ACCEPTED.includes(status)) return fail('invalid-request', `The server does not accept this (${status}).`)
    return fail('server', `The server has a problem (${status}). Nothing was checked.`)
  }

  return {
    // That of an API on another host is out of a page's sight, unless it names their common domain.
    hintCookie: hintCookie ?? (hintCookie !== null && isSameHost(baseURL, baseURI()) ? 'session_hint' : null),
    async login(credentials, { signal }): Promise<Grant> {
      const response = await http.post<unknown>('/auth/login', credentials, { signal }).catch((error: unknown) => {
        throw signInError(responseOf(error))
      })
      const grant = grantOf(response)
      if (grant === null) throw malformedSignIn()
      return grant
    },
    async refresh(options): Promise<RefreshAnswer> {
      try {
        const grant = grantOf(await post('/auth/refresh', options))
        // A hotel's Wi-Fi page, an empty body, half a JSON: an answer, but not of the API.
        return grant === null ? trouble('malformed', new Error(MALFORMED)) : { kind: 'granted', grant }
      } catch (error) {
        return judgeRefresh(error)
      }
    },
    async logout(options): Promise<LogoutAnswer> {
      const response = await post('/auth/logout', options).catch(responseOf)
      if (response === undefined) return { kind: 'trouble', retryAfter: null }
      const { status } = response
      // A hotel's Wi-Fi page says 200 to everything, or 403.
      const isLater = isHtml(response) || (status >= 400 && patience(response))
      // Any other 4xx: it knows of no session to end (a 404 where there is no such call) and won't at the next try either.
      const isTrouble = status >= 500 || status === 408 || status === 425 || status === 429
      return isLater || isTrouble ? { kind: 'trouble', retryAfter: retryAfter(response) } : { kind: 'told' }
    },
  }
}

/** `fetch` of Node, also where a test runs it in a made-up page, takes nothing but whole addresses. */
function absolute(baseURL: string, page: string | null): string {
  // None is the root, as it is for axios, and not the page that happens to be open.
  const url = resolved(baseURL === '' ? '/' : baseURL, page)
  if (url === null) {
    throw new TypeError(`baseURL is "${baseURL}", which can't be resolved here: give an http(s) address.`)
  }
  return url.href
}

function isSameHost(baseURL: string, page: string | null): boolean {
  return page === null || new URL(baseURL, page).hostname === new URL(page).hostname
}

/** What is about the sign-in itself, beside the 401: an account that is locked (403, 423), or not what was asked for (409). */
const NOT_ACCEPTED = [400, 403, 409, 422, 423]

const MALFORMED = 'The answer of the server is not what the API says it would be.'

/** The axios error itself is not passed on as `cause`: its config holds the password. */
const malformedSignIn = () => new SignInError('malformed-answer', MALFORMED)

function responseOf(error: unknown): AxiosResponse | undefined {
  return isAxiosError(error) ? error.response : undefined
}

/** A page. What has no content is none, whatever it says that it would be: PHP says "text/html" unless told otherwise. */
function isHtml({ headers, data }: AxiosResponse): boolean {
  return data !== '' && /html/i.test(text(headers['content-type']) ?? '')
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
