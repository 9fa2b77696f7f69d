export { createAuthClient, type AuthClient } from './client'
export type {
  AuthApi,
  CallOptions,
  Credentials,
  Grant,
  LogoutAnswer,
  LogoutOptions,
  RefreshAnswer,
  RefusalCode,
  Role,
  TroubleKind,
  User,
} from './api/contract'
export {
  AuthError,
  RefreshDeferredError,
  ReplayRefusedError,
  SessionChangedError,
  SessionEndedError,
  SignInError,
  type EndReason,
  type SignInFailure,
} from './errors'
export { parseRetryAfter } from './api/retry-after'
export type { AuthEvent, LoggedEvent, Origin } from './events'
export type { AuthHttp, AuthRequestConfig } from './http/types'
export type { AuthClientOptions } from './settings'
export type { AuthState, Deferral } from './state'
export type { Clock } from './environment/clock'
export type { Environment } from './environment/environment'
