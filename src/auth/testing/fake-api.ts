import * as v from 'valibot'
import { checked, parseJson } from '../api/checked'
import { User } from '../api/user'
import type { AuthApi, CallOptions, Grant, LogoutAnswer, RefreshAnswer } from '../api/contract'
import { refusalCode } from '../api/refusal-code'
import { parseRetryAfter } from '../api/retry-after'
import { trouble } from '../api/trouble'
import { SignInError, type SignInFailure } from '../errors'
import type { FakeTab } from './fake-browser'
import type { FakeServer } from './fake-server'
import type { FakeAnswer } from './fake-wire'
import { HINT_COOKIE, REFRESH_COOKIE } from './fake-sessions'

type Answered = Extract<FakeAnswer, { kind: 'answer' }>
type Outcome = FakeAnswer | { readonly kind: 'aborted' }

const GrantBody = v.object({
  accessToken: v.string(),
  expiresIn: v.optional(v.number()),
  user: User,
})

export interface FakeApiOptions {
  /** Name of the companion cookie; null for a contract that has none. */
  readonly hintCookie?: string | null
  /**
   * What becomes of the cookies of a call that is aborted. 'land' (default) is the worst case, and possible: the answer
   * had reached the browser but not the page. 'lost': the connection was cut in time.
   */
  readonly cookiesOfAborted?: 'land' | 'lost'
}

/**
 * The wire contract over the fake server, for one tab. Refresh and logout go out with `keepalive`: whatever becomes of
 * the tab or the caller's patience, their cookies land when the answer arrives. A login dies with its tab.
 */
export function createFakeApi(
  server: FakeServer,
  { browser: { jar }, life, environment: { clock } }: FakeTab,
  { hintCookie = HINT_COOKIE, cookiesOfAborted = 'land' }: FakeApiOptions = {},
): AuthApi {
  function call(path: string, body: unknown, keepalive: boolean, signal: AbortSignal): Promise<Outcome> {
    return new Promise((resolve) => {
      if (life.isDead()) return
      const aborted = () => resolve({ kind: 'aborted' })
      if (signal.aborted) return aborted()
      signal.addEventListener('abort', aborted, { once: true })
      const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
      const request = {
        method: 'POST',
        url: new URL(`${server.baseURL}${path}`),
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        refreshToken: jar.sent(REFRESH_COOKIE),
      }
      void server.send(request).then((answer) => {
        const isLost = (life.isDead() && !keepalive) || (signal.aborted && cookiesOfAborted === 'lost')
        if (answer.kind === 'answer' && !isLost) jar.accept(answer.cookies)
        life.enter(() => {
          signal.removeEventListener('abort', aborted)
          resolve(answer)
        })
      })
    })
  }

  const waitOf = ({ headers }: Answered) =>
    parseRetryAfter(headers['retry-after'] ?? null, headers['date'] ?? null, clock.now())

  /** As in the reference contract: who says when to come back does not refuse for good, unless by a code. */
  const patience = (answer: Answered) => (refusalCode(parseJson(answer.text)) === 'unnamed' ? waitOf(answer) : null)

  function readRefresh(outcome: Outcome, signal: AbortSignal): RefreshAnswer {
    if (outcome.kind === 'network-error') return trouble('network', new TypeError('Failed to fetch'))
    // The engine gives a refresh up for one reason only.
    if (outcome.kind === 'aborted') return trouble('timeout', signal.reason)
    const { status } = outcome
    const cause = new Error(`The refresh was answered with ${status}.`)
    if (status === 429) return trouble('rate-limited', cause, waitOf(outcome))
    if (status === 400 || status === 401 || status === 403) {
      const wait = patience(outcome)
      if (isHtml(outcome)) return trouble('malformed', cause, wait)
      return wait
        ? trouble('rate-limited', cause, wait)
        : { kind: 'refused', code: refusalCode(parseJson(outcome.text)), cause }
    }
    if (status < 200 || status >= 300) return trouble('server', cause, waitOf(outcome))
    const grant = readGrant(outcome)
    return grant === null ? trouble('malformed', cause) : { kind: 'granted', grant }
  }

  return {
    hintCookie,
    async login(credentials, { signal }: CallOptions) {
      const outcome = await call('/auth/login', credentials, false, signal)
      if (outcome.kind !== 'answer') throw failed('unreachable', null, signal.reason)
      const grant = outcome.status === 200 ? readGrant(outcome) : null
      if (grant === null) throw failed(failureOf(outcome), waitOf(outcome))
      return grant
    },
    refresh: async ({ signal }) => readRefresh(await call('/auth/refresh', undefined, true, signal), signal),
    async logout({ signal }): Promise<LogoutAnswer> {
      const outcome = await call('/auth/logout', undefined, true, signal)
      if (outcome.kind !== 'answer') return { kind: 'trouble', retryAfter: null }
      const { status } = outcome
      const isLater = isHtml(outcome) || (status >= 400 && patience(outcome))
      const isTrouble = isLater || status >= 500 || status === 408 || status === 425 || status === 429
      return isTrouble ? { kind: 'trouble', retryAfter: waitOf(outcome) } : { kind: 'told' }
    },
  }
}

function failed(failure: SignInFailure, retryAfter: number | null, cause?: unknown): SignInError {
  return new SignInError(failure, `The fake sign-in failed (${failure}).`, { retryAfter, cause })
}

const isHtml = ({ headers, text }: Answered) => text !== '' && /html/i.test(headers['content-type'] ?? '')

/** As the reference contract reads it. */
function failureOf(answer: Answered): SignInFailure {
  const { status } = answer
  if (status < 400 || (status < 500 && status !== 429 && isHtml(answer))) return 'malformed-answer'
  if (status === 400 || status === 422) return 'invalid-request'
  if (status === 401) return 'invalid-credentials'
  if (status === 429) return 'rate-limited'
  return 'server'
}

function readGrant({ text }: Answered): Grant | null {
  const body = checked(GrantBody, parseJson(text))
  if (body === null) return null
  const { accessToken, expiresIn = null, user } = body
  return { accessToken, expiresIn, user }
}
