import { nameOf } from './access-token'
import { type ApiCall, bearerToken } from './call'

/** One call, with nothing in it that grants anything: no token, cookie, password or body. */
export interface LogEntry {
  readonly method: string
  readonly path: string
  /** When it came, ms. */
  readonly at: number
  /** null: not answered yet, or never. */
  readonly status: number | null
  readonly code: string | null
  /** Of the access token it came with, valid or not. */
  readonly tokenJti: string | null
  readonly tokenSub: string | null
}

export type Writable<T> = { -readonly [key in keyof T]: T[key] }

export function logEntry(call: ApiCall, at: number): Writable<LogEntry> {
  const token = bearerToken(call)
  const { jti, sub } = token === null ? {} : nameOf(token)
  const { method, path } = call
  return { method, path, at, status: null, code: null, tokenJti: jti ?? null, tokenSub: sub ?? null }
}
