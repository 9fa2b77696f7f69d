import { answer, type Answer, problem } from './answer'
import type { ApiCall } from './call'

/**
 * - `status`: a refusal in the API's place, as the rule describes it
 * - `slow`: the API's own answer, late
 * - `reset`: the connection breaks
 * - `hang`: no answer, ever
 * - `html`: 200 and a page, as a hotel's Wi-Fi answers
 * - `truncated`: JSON that stops half-way
 * - `empty`: no body
 */
export type FaultKind = 'status' | 'slow' | 'reset' | 'hang' | 'html' | 'truncated' | 'empty'

export interface FaultRule {
  /** Any method when left out. */
  readonly method?: string
  /** Below the base path (`/auth/refresh`); any path when left out. */
  readonly path?: string | RegExp
  /** How many calls it meets: 1 when left out. */
  readonly times?: number
  /** `before` (default): the API never saw the call. `after`: it did its work, rotation included, then its answer met this. */
  readonly when?: 'before' | 'after'
  /** Waits as long before the fault, or before the answer. */
  readonly delayMs?: number
  /** `status` when a status is given, else `slow`. */
  readonly kind?: FaultKind
  readonly status?: number
  /** Of the problem; left out, it has none. */
  readonly code?: string
  /** Seconds, or a header's value as it is: a date, say. */
  readonly retryAfter?: number | string
  /** In place of the problem: a string as it is, else as JSON. */
  readonly body?: unknown
  readonly contentType?: string
}

/** What a caller gets: an answer, or nothing in one of two ways. */
export type Outcome = Answer | 'reset' | 'hang'

export interface FaultList {
  /** Returns what takes the rule back. */
  add(rule: FaultRule): () => void
  /** The first rule that fits, one use of it spent. */
  take(call: ApiCall): FaultRule | null
  clear(): void
}

export function createFaultList(): FaultList {
  const left = new Map<FaultRule, number>()
  return {
    add: (given) => {
      // The same rule object may be added twice.
      const rule = { ...given }
      left.set(rule, rule.times ?? 1)
      return () => left.delete(rule)
    },
    take: (call) => {
      for (const [rule, times] of left) {
        if (!fits(rule, call)) continue
        if (times > 1) left.set(rule, times - 1)
        else left.delete(rule)
        return rule
      }
      return null
    },
    clear: () => left.clear(),
  }
}

export function kindOf(rule: FaultRule): FaultKind {
  return rule.kind ?? (rule.status === undefined ? 'slow' : 'status')
}

/** Whether the API's own cookies reach the caller in spite of the fault. */
export function letsCookiesPass(rule: FaultRule | null): boolean {
  return rule === null || ['slow', 'truncated', 'empty'].includes(kindOf(rule))
}

/** What becomes of the API's answer; null: it was never asked. */
export function applyFault(rule: FaultRule, real: Answer | null): Outcome {
  const kind = kindOf(rule)
  switch (kind) {
    case 'reset':
    case 'hang':
      return kind
    case 'status':
      return describedBy(rule)
    case 'html':
      return answer(200, '<!doctype html><title>Welcome</title><h1>Accept the terms to go online</h1>', {
        'Content-Type': 'text/html',
      })
    case 'empty':
      return { ...(real ?? jsonText('')), body: '' }
    case 'truncated':
      return real ? { ...real, body: firstHalf(real.body ?? '') } : jsonText('{"accessToken":"eyJ')
    case 'slow':
      return real ?? problem(500, null, 'A slow call still needs an answer of the API.')
  }
}

function fits(rule: FaultRule, call: ApiCall): boolean {
  const { method, path } = rule
  const pathFits = path === undefined || (typeof path === 'string' ? path === call.path : path.test(call.path))
  return pathFits && (method === undefined || method === call.method)
}

function describedBy(rule: FaultRule): Answer {
  const status = rule.status ?? 500
  const headers = {
    ...(rule.retryAfter === undefined ? {} : { 'Retry-After': String(rule.retryAfter) }),
    ...(rule.contentType === undefined ? {} : { 'Content-Type': rule.contentType }),
  }
  if (rule.body === undefined) return problem(status, rule.code ?? null, 'The mock was told to fail here.', headers)
  const text = typeof rule.body === 'string' ? rule.body : JSON.stringify(rule.body)
  return { ...answer(status, text, { 'Content-Type': 'application/json', ...headers }), code: rule.code ?? null }
}

const jsonText = (text: string): Answer => answer(200, text, { 'Content-Type': 'application/json' })

const firstHalf = (text: string): string => text.slice(0, Math.ceil(text.length / 2))
