import { isAxiosError, type AxiosResponse } from 'axios'
import { problemOf } from '../../app/errors/problem'
import { RefreshDeferredError } from '../../auth'

export type RevokeOutcome =
  | 'done'
  /** The server never saw it. */
  | 'unsent'
  /** The server may have done it, or not. */
  | 'unanswered'
  | 'refused'
  /** This session itself is over: its page is gone, and what it would say with it. */
  | 'moot'

/** Goes on from what was to be ended: `The other sessions …`. */
export const WHY_NOT = {
  unsent:
    'could not be ended: the server can’t be reached. You are still signed in there; try again when the connection is back.',
  unanswered: 'may not have been ended: the server did not answer. Look at the list, and try again.',
  refused: 'could not be ended. You are still signed in there; try again.',
} as const

/** A page in place of an answer is a hotel's Wi-Fi, which says 200 to whatever is asked. */
export function outcomeOfAnswer({ data }: AxiosResponse<unknown>): RevokeOutcome {
  return typeof data === 'string' && data.trimStart().startsWith('<') ? 'unanswered' : 'done'
}

export function outcomeOf(error: unknown, wasOffline: boolean): RevokeOutcome {
  if (problemOf(error) === 'session-over') return 'moot'
  if (wasOffline || error instanceof RefreshDeferredError) return 'unsent'
  if (!isAxiosError(error)) return 'refused'
  if (!error.response) return 'unanswered'
  // Gone already is as good.
  return error.response.status === 404 ? 'done' : 'refused'
}
