import type { TroubleKind } from './contract'

export const TROUBLES = ['network', 'timeout', 'rate-limited', 'server', 'malformed'] as const satisfies TroubleKind[]

/** An answer to a refresh (and to a logout, which asks for less) that says neither yes nor no. */
export function trouble(kind: TroubleKind, cause: unknown = null, retryAfter: number | null = null) {
  return { kind: 'trouble', trouble: kind, retryAfter, cause } as const
}
