import axios, { isAxiosError, type AxiosHeaders, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios'
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
    const response = await axios.getAdapter(request[ADAPTER], config)(config)
    return { status: response.status, response, error: null }
  } catch (error) {
    return { status: responseIn(error)?.status ?? null, response: null, error }
  }
}

const responseIn = (error: unknown) => (isAxiosError(error) ? error.response : undefined)

/** As the adapter got it, whatever it made of it. */
const received = ({ response, error }: Answer) => response ?? responseIn(error)

function seenIn(answer: Answer): object[] {
  const seen: unknown[] = [received(answer), answer.error]
  return seen.filter((each) => typeof each === 'object' && each !== null)
}

/** Where redirects led, if the adapter tells: XMLHttpRequest's name for it, and Node's. */
export function landedAt(answer: Answer): string | null {
  const request = received(answer)?.request as { responseURL?: unknown; res?: { responseUrl?: unknown } } | undefined
  const url = request?.responseURL ?? request?.res?.responseUrl
  return typeof url === 'string' && url !== '' ? url : null
}

/** Of use to callers (`responseURL`) but nothing to print: Node's request has the header in plain text. */
export function hideRequest(answer: Answer): void {
  for (const each of seenIn(answer)) {
    if ('request' in each) Object.defineProperty(each, 'request', { enumerable: false })
  }
}

/**
 * Takes the token out of what the caller gets to see and to print (a `Request` of the fetch adapter still has it, for who asks). The `headers` that were there before it learn what axios
 * added to them.
 */
export function conceal(answer: Answer, config: { headers: AxiosHeaders }, headers: AxiosHeaders): void {
  config.headers.delete('Authorization')
  Object.assign(headers, config.headers)
  config.headers = headers
  for (const each of seenIn(answer)) if ('config' in each) each.config = config
  hideRequest(answer)
}

/** Lets go of an answer that nobody will read, so that its connection is free. */
export function discard(answer: Answer): void {
  const data: unknown = received(answer)?.data
  if (typeof data !== 'object' || data === null) return
  if (typeof ReadableStream !== 'undefined' && data instanceof ReadableStream) void data.cancel().catch(() => undefined)
  else (data as { destroy?: () => void }).destroy?.()
}
