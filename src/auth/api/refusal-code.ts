import * as v from 'valibot'
import { checked } from './checked'
import type { RefusalCode } from './contract'

const Problem = v.object({ code: v.string() })
const REFUSAL = /^refresh_token_(missing|expired|revoked|reused)$/

/** What the reference contract's problem (RFC 9457) says of the refresh token. */
export function refusalCode(problem: unknown): RefusalCode {
  const [, code] = REFUSAL.exec(checked(Problem, problem)?.code ?? '') ?? []
  return (code as RefusalCode | undefined) ?? 'unnamed'
}
