export type Flow = 'refresh-token' | 'access-token'

/** How the API behaves. Every one may be changed while it runs, by `control.setOptions`. */
export interface ApiOptions {
  readonly flow: Flow
  /** Seconds; null: a minute in the refresh-token flow, an hour in the access-token flow. */
  readonly accessTokenTtl: number | null
  /** Seconds, counted anew at each rotation. */
  readonly refreshTokenTtl: number
  readonly cookiePath: string
  /** `presented-token`: a logout ends that refresh token alone, so a successor that is under way survives it. */
  readonly logoutEnds: 'session' | 'presented-token'
  readonly omitExpiresIn: boolean
  /** Signs access tokens without `exp`, which then last as long as their session. */
  readonly omitExp: boolean
  /** Whether the readable companion cookie is set beside the refresh cookie. */
  readonly hint: boolean
  /** Wrong passwords a username may have within a minute. */
  readonly failedSignIns: number
}

export const defaultOptions: ApiOptions = {
  flow: 'refresh-token',
  accessTokenTtl: null,
  refreshTokenTtl: 604_800,
  cookiePath: '/api/auth',
  logoutEnds: 'session',
  omitExpiresIn: false,
  omitExp: false,
  hint: true,
  failedSignIns: 5,
}

export function accessTokenTtl(options: ApiOptions): number {
  return options.accessTokenTtl ?? (options.flow === 'refresh-token' ? 60 : 3600)
}
