import type { TroubleKind } from './contract'

/** An answer to a refresh (and to a logout, which asks for less) that says neither yes nor no. */
export function trouble(kind: TroubleKind, cause: unknown = null, retryAfter: number | null = null) {
  return { kind: 'trouble', trouble: kind, retryAfter, cause } as const
}
