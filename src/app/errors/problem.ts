import { isAxiosError } from 'axios'
import { isRouteErrorResponse } from 'react-router-dom'
import { isValiError } from 'valibot'
import { parseRetryAfter, RefreshDeferredError, SessionChangedError, SessionEndedError } from '../../auth'
import { ForbiddenError } from './forbidden-error'
import { NotFoundError } from './not-found-error'

/** They say nothing about what is shown already: it may stay. */
const PASSING = ['unreachable', 'busy', 'server', 'malformed'] as const

export type PassingProblem = (typeof PASSING)[number]

/** What went wrong, by what the person can do about it. */
export type Problem =
  PassingProblem | 'forbidden' | 'not-found' | 'missing' | 'not-accepted' | 'outdated' | 'session-over' | 'unknown'

// What Chromium, Firefox and Safari say when a chunk can't be had, as a rule because a new version was deployed.
const CHUNK_FAILED = /dynamically imported module|importing a module script failed|unable to preload/i

export function problemOf(error: unknown): Problem {
  if (error instanceof ForbiddenError) return 'forbidden'
  if (error instanceof NotFoundError) return 'not-found'
  if (error instanceof RefreshDeferredError) return 'unreachable'
  if (error instanceof SessionEndedError || error instanceof SessionChangedError) return 'session-over'
  if (isRouteErrorResponse(error)) return error.status === 404 ? 'not-found' : byStatus(error.status)
  if (isValiError(error)) return 'malformed'
  if (isAxiosError(error)) return error.response ? byStatus(error.response.status) : 'unreachable'
  if (error instanceof Error && CHUNK_FAILED.test(error.message)) return 'outdated'
  return 'unknown'
}

export function passingProblemOf(error: unknown): PassingProblem | null {
  const problem = problemOf(error)
  return PASSING.find((each) => each === problem) ?? null
}

function byStatus(status: number): Problem {
  if (status === 403) return 'forbidden'
  // Of the page's data: the page is there.
  if (status === 404) return 'missing'
  // The engine renewed the session and sent the call again: it is this address that takes the new token no more than the old.
  if (status === 401) return 'not-accepted'
  if (status === 429) return 'busy'
  return status >= 500 ? 'server' : 'unknown'
}

/** ms for which the server asks not to be called; null where it says nothing of it. */
export function waitOf({ error, at }: { readonly error: unknown; readonly at: number }): number | null {
  const headers = isAxiosError(error) ? error.response?.headers : undefined
  return parseRetryAfter(text(headers?.['retry-after']), text(headers?.['date']), at)
}

const text = (header: unknown) => (typeof header === 'string' ? header : null)
