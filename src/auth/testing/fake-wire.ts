import type { SetCookie } from './fake-cookie-jar'

/** A request as it leaves the browser. */
export interface FakeRequest {
  /** Upper case. */
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
  /** The cookie that went with it. */
  readonly refreshToken: string | null
}

/** An answer on the wire, or what the browser tells where there is none. */
export type FakeAnswer =
  | {
      readonly kind: 'answer'
      readonly status: number
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>
      readonly text: string
      readonly cookies: readonly SetCookie[]
    }
  | { readonly kind: 'network-error' }

/** What a test wants answered. */
export interface Reply {
  /** Default 200. */
  readonly status?: number
  /** Sent as JSON; nothing when left out. */
  readonly data?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** What the server saw of one call. */
export interface LogEntry {
  /** When it came in: what a clock that is right said, wall ms. */
  readonly time: number
  readonly method: string
  readonly origin: string
  /** Under the API; the whole path where the origin is a stranger's. */
  readonly path: string
  /** With its `?`; empty when there is none. */
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  /** As sent: a string, FormData, Blob and so on. */
  readonly body: unknown
  /** Username of whom the access token was made out to, still valid or not. */
  readonly tokenOwner: string | null
  readonly sid: string | null
  /** A refresh token that had been used already came with it. */
  readonly usedRefreshToken: boolean
  /** What was answered; null while it is under way, or where nothing was. */
  readonly status: number | null
}

export function bearer({ headers }: FakeRequest): string | null {
  return /^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1] ?? null
}

export function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

/** What is no JSON stands for itself. */
export function parseJson(body: unknown): unknown {
  if (typeof body !== 'string') return body
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}

export const JSON_TYPE = { 'content-type': 'application/json' }
export const PROBLEM_TYPE = { 'content-type': 'application/problem+json' }
export const HTML_TYPE = { 'content-type': 'text/html' }
export const HTML = '<!doctype html><title>Welcome to our Wi-Fi</title>'
