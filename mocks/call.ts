/** A request to the API, in no transport's terms. */
export interface ApiCall {
  readonly method: string
  /** Below the base path and without a query: `/auth/login`. */
  readonly path: string
  readonly authorization: string | null
  /** The refresh cookie, as it was when the request went out. */
  readonly refreshToken: string | null
  readonly body: string
  readonly userAgent: string
  readonly ip: string
  /** Came by https. */
  readonly secure: boolean
}

/** The part of `pathname` that the API routes by; null: not the API's. */
export function pathBelow(basePath: string, pathname: string): string | null {
  return pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : null
}

export function bearerToken(call: ApiCall): string | null {
  return /^Bearer +(\S+)$/i.exec(call.authorization ?? '')?.[1] ?? null
}
