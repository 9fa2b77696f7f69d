import type { FaultRule } from './faults'
import type { LogEntry } from './log'
import type { ApiOptions } from './options'

/** The server's own side: what tests, end-to-end tests and the inspector watch and turn. */
export interface Control {
  /** Every call since the start or the last reset, in order of arrival. */
  readonly log: readonly LogEntry[]
  readonly options: ApiOptions
  /** How often a used refresh token came back. */
  readonly reuseDetected: number
  counts(method: string, path: string): number
  /** Returns what takes the rule back. Rules are tried in the order they were given. */
  fail(rule: FaultRule): () => void
  clearFaults(): void
  setOptions(changes: Partial<ApiOptions>): void
  /** Of one user, or of all. Their access tokens are refused at once, their refresh tokens as revoked. */
  revokeSessions(username?: string): Promise<void>
  expireRefreshTokens(): Promise<void>
  /** All access tokens issued so far are refused from now on; a refresh brings one that is taken. */
  expireAccessTokens(): Promise<void>
  /** As at the start: no session, no fault, an empty log, the first options. */
  reset(): Promise<void>
}
