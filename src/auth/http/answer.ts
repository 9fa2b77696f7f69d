import axios, {
  isAxiosError,
  type AxiosAdapter,
  type AxiosHeaders,
  type AxiosHeaderValue,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios'
import { isWebStream } from './snapshot'
import { ADAPTER, type Request } from './types'

/** What an adapter brought, whether the request's `validateStatus` made an error of it or not. */
export interface Answer {
  readonly status: number | null
  /** Set when the adapter resolved. */
  readonly response: AxiosResponse | null
  /** Set when it rejected. */
  readonly error: unknown
}

/** Sends with the request's own adapter; one that throws at once has answered too. */
export async function answerOf(request: Request): Promise<Answer> {
  try {
    const config = request as InternalAxiosRequestConfig
    // Its types learned of the second argument in 1.21.1.
    const getAdapter = axios.getAdapter as (...given: unknown[]) => AxiosAdapter
    const response = await getAdapter(request[ADAPTER], config)(config)
    return { status: response.status, response: unprinted(response), error: null }
  } catch (error) {
    for (const each of [error, responseIn(error)]) hideRequest(each)
    return { status: responseIn(error)?.status ?? null, response: null, error }
  }
}

/**
 * The request is of use to callers (`responseURL`) but nothing to print: Node's has the token in plain text, be it that of the
 * connection's former request. Told in a copy that never had it otherwise: to change a property makes an object slow.
 */
function unprinted(response: AxiosResponse<unknown, unknown>): AxiosResponse {
  const { data, status, statusText, headers, config } = response
  const told: AxiosResponse = { data, status, statusText, headers, config }
  for (const name in response) if (!(name in told) && name !== 'request') keep(told, response, name)
  const request: unknown = response.request
  return Object.defineProperty(told, 'request', { value: request, writable: true, configurable: true })
}

/** What an adapter of the app adds. */
function keep(told: object, response: object, name: string): void {
  Object.assign(told, { [name]: response[name as never] })
}

function hideRequest(seen: unknown): void {
  if (has(seen, 'request')) Object.defineProperty(seen, 'request', { enumerable: false })
}

function has<Name extends string>(seen: unknown, name: Name): seen is Record<Name, unknown> {
  return typeof seen === 'object' && seen !== null && name in seen
}

const responseIn = (error: unknown) => (isAxiosError(error) ? error.response : undefined)

/** As the adapter got it, whatever it made of it. */
const received = ({ response, error }: Answer) => response ?? responseIn(error)

/**
 * Where redirects led, if the adapter tells: XMLHttpRequest's name for it, and Node's. What is no whole address comes of an adapter for
 * tests, which repeats what it was asked for.
 */
export function landedAt(answer: Answer): string | null {
  const request = received(answer)?.request as { responseURL?: unknown; res?: { responseUrl?: unknown } } | undefined
  const url = request?.responseURL ?? request?.res?.responseUrl
  return typeof url === 'string' && /^https?:/.test(url) ? url : null
}

/**
 * Takes the token out of what the caller gets to see and to print (a `Request` of the fetch adapter still has it, for who
 * asks). The `headers` that were there before it learn what axios added to them.
 */
export function conceal(answer: Answer, config: { headers: AxiosHeaders }, headers: AxiosHeaders): void {
  // Not taken out of those that were sent by `delete`, which makes an object slow: nobody sees them any more.
  copyHeaders(config.headers, headers)
  config.headers = headers
  for (const seen of [received(answer), answer.error]) if (has(seen, 'config')) seen.config = config
}

const AUTHORIZATION = /^authorization$/i

/** All but who asks. As they are: axios's own ways would normalise anew what is normal already, at a price that shows. */
export function copyHeaders(from: AxiosHeaders, to: AxiosHeaders): AxiosHeaders {
  for (const name of Object.keys(from)) if (!AUTHORIZATION.test(name)) to[name] = from[name] as AxiosHeaderValue
  return to
}

/** Lets go of an answer that nobody will read, so that its connection is free. */
export function discard(answer: Answer): void {
  const data: unknown = received(answer)?.data
  if (isWebStream(data)) void data.cancel().catch(() => undefined)
  else (data as { destroy?: () => void } | null | undefined)?.destroy?.()
}
