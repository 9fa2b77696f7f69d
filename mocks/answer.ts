import type { Cookie } from './cookies'

/** What the API answers, in no transport's terms. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly cookies: readonly Cookie[]
  /** The contract's code of a refusal, for the log. */
  readonly code: string | null
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

export function answer(status: number, body: string | null, headers: Readonly<Record<string, string>>): Answer {
  return { status, body, headers: { 'Cache-Control': 'no-store', ...headers }, cookies: [], code: null }
}

export function json(value: unknown): Answer {
  return answer(200, JSON.stringify(value), { 'Content-Type': 'application/json' })
}

export const noContent: Answer = answer(204, null, {})

/** An error as RFC 9457 has it, with the contract's `code` beside. Without a code it is some proxy's, not the API's. */
export function problem(
  status: number,
  code: string | null,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const title = TITLES[status] ?? 'Error'
  const body = { type: 'about:blank', title, status, ...(code === null ? {} : { code }), detail }
  return { ...answer(status, JSON.stringify(body), { 'Content-Type': 'application/problem+json', ...headers }), code }
}
