import { AxiosHeaders, type AxiosAdapter, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios'
import type { Access, Stamp } from '../access'
import type { Clock } from '../environment/clock'
import { ReplayRefusedError } from '../errors'
import type { AuthEvent } from '../events'
import type { Live } from '../session'
import type { AccessToken } from '../token'
import { answerOf, conceal, copyHeaders, discard, landedAt, type Answer } from './answer'
import { createFutility } from './futility'
import type { Origins } from './origins'
import { fixParams, isStream, snapshot } from './snapshot'
import { ADAPTER, MADE, SESSION, type Request } from './types'
import { timeoutError, within } from './waiting'

interface Parts {
  readonly access: Access
  readonly clock: Clock
  readonly steady: () => number
  readonly origins: Origins
  readonly emit: (event: AuthEvent) => void
}

/**
 * The adapter around the request's own: attaches the token, and replays after a 401. It stands below all interceptors
 * and transforms, so both sendings are of the very same request, and what those do with the answer they do once.
 */
export function createAuthAdapter({ access, clock, steady, origins, emit }: Parts): AxiosAdapter {
  const futility = createFutility(steady)

  /** Sends with the token, which is in the request for no longer than that: the caller never gets to see it. */
  async function send(config: Request, data: unknown, token: AccessToken, remaining: number | null): Promise<Answer> {
    const { headers } = config
    const body: unknown = config.data
    config.headers = copyHeaders(headers, new AxiosHeaders())
    config.headers['Authorization'] = `Bearer ${token.value}`
    config.data = data
    const restore = shorten(config, remaining)
    const answer = await answerOf(config)
    conceal(answer, config, headers)
    config.data = body
    restore()
    return answer
  }

  /** A redirect led to an origin that gets no token: its 401 says nothing of ours. (`fetch` does not tell where it led.) */
  function isElsewhere(answer: Answer): boolean {
    const url = landedAt(answer)
    return url !== null && !origins.isTrusted({ url })
  }

  /** The answer to a request of a session that is over is nobody's to see, and a body that is yet to come nobody's to end. */
  function fence(answer: Answer, own: Stamp): Live {
    try {
      return access.check(own, answer.error)
    } catch (error) {
      discard(answer)
      throw error
    }
  }

  function settle(answer: Answer, own: Stamp): AxiosResponse {
    fence(answer, own)
    return resultOf(answer)
  }

  function authorized(config: Request): Promise<AxiosResponse> {
    if (config.params === undefined) return sendTwiceAtMost(config)
    const restore = fixParams(config)
    return sendTwiceAtMost(config).finally(restore)
  }

  async function sendTwiceAtMost(config: Request): Promise<AxiosResponse> {
    const stamp = config[SESSION] ?? access.stamp()
    const remaining = countdown(config, clock.monotonic)
    const wait = <T>(work: () => Promise<T>) => within(clock, config as InternalAxiosRequestConfig, remaining(), work)
    const data = snapshot(config.data)

    const ready = access.ready(stamp)
    const live = ready ?? (await wait(() => access.enter(stamp)))
    if (live === null) return sendBare(config, remaining())
    const own = access.stampOf(live)
    config[SESSION] = own

    const first = await send(config, data, live.token, ready === null ? remaining() : null)
    if (first.status !== 401 || isElsewhere(first)) {
      if (isTaken(first)) futility.took(config)
      return settle(first, own)
    }

    emit({ type: 'refused', ...describe(config) })
    const isNews = fence(first, own).token === live.token
    if (isNews && futility.holds(config, live.token)) return settle(first, own)
    const renew = () => access.renew(live, first.error)
    if (config.replay === false) {
      if (isNews) {
        renew().then(
          ({ token }) => futility.brought(config, token),
          () => undefined,
        )
      }
      return settle(first, own)
    }
    discard(first)
    // What it has moved on to may be over as well by now.
    if (isNews || access.ready(own) === null) await wait(isNews ? renew : () => access.enter(own))

    const renewed = access.check(own, first.error)
    if (isStream(config.data)) {
      if (isNews) futility.brought(config, renewed.token)
      throw new ReplayRefusedError({ cause: first.error })
    }
    const second = await send(config, data, renewed.token, remaining())
    emit({ type: 'replayed', ...describe(config) })
    if (second.status === 401) futility.refused(config, renewed.token)
    else if (isTaken(second)) futility.took(config)
    return settle(second, own)
  }

  return (given) => {
    const config = given as Request
    const made = config[SESSION] === undefined ? config.headers[MADE] : undefined
    if (made !== undefined) Object.assign(config, { [SESSION]: made.stamp, [ADAPTER]: made.adapter })
    if (!isOurs(config)) return sendBare(config)
    if (!origins.isTrusted(config)) {
      emit({ type: 'token-withheld', origin: origins.originOf(config) ?? 'an address that can’t be resolved' })
      return sendBare(config)
    }
    return authorized(config)
  }
}

/** A caller that brings its own credentials, or wants none, gets what it asks for. */
function isOurs(config: Request): boolean {
  return config.auth === undefined && !config.headers.has('Authorization')
}

async function sendBare(config: Request, remaining: number | null = null): Promise<AxiosResponse> {
  const restore = shorten(config, remaining)
  const answer = await answerOf(config)
  restore()
  return resultOf(answer)
}

function resultOf({ response, error }: Answer): AxiosResponse {
  if (response === null) throw error
  return response
}

/** Whether the API itself has taken the token: no refusal, no abort, no lost connection, no proxy whose API is down. */
function isTaken({ status }: Answer): boolean {
  return status !== null && status !== 401 && status < 500
}

const endless = () => null

/** ms that are left of the request's `timeout`, the wait for a token included; null when it has none. Counted as axios's timers do. */
function countdown(config: Request, elapsed: () => number): () => number | null {
  const { timeout = 0 } = config
  if (timeout <= 0) return endless
  const start = elapsed()
  return () => {
    const left = timeout - (elapsed() - start)
    if (left <= 0) throw timeoutError({ ...config, timeout })
    return left
  }
}

/** Less time is left than the caller gave (null: there is no end to it); an error names what was given. */
function shorten(config: Request, remaining: number | null): () => void {
  if (remaining === null) return unchanged
  const { timeout, timeoutErrorMessage: words } = config
  config.timeoutErrorMessage = timeoutError(config).message
  // What is less than a millisecond would be none, and so no end, to the adapters that take whole ones.
  config.timeout = Math.ceil(remaining)
  return () => {
    config.timeout = timeout ?? 0
    if (words === undefined) delete config.timeoutErrorMessage
    else config.timeoutErrorMessage = words
  }
}

const unchanged = () => undefined

function describe({ method = 'get', url = '' }: { method?: string | undefined; url?: string | URL | undefined }) {
  return {
    method: method.toUpperCase(),
    path:
      String(url)
        .replace(/^\s*(?:[a-z][a-z\d+.-]*:)?[\\/]{2,}[^\\/?#]*/i, '')
        .split(/[?#]/, 1)[0] ?? '',
  }
}
