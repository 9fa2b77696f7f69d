import * as v from 'valibot'
import type { AuthClient } from '../../auth'
import { inBackground } from '../../ui/in-background'

const Moment = v.pipe(
  v.string(),
  v.transform((text) => Date.parse(text)),
  v.number(),
)

const Session = v.object({
  id: v.string(),
  createdAt: Moment,
  lastUsedAt: Moment,
  userAgent: v.nullish(v.string(), ''),
  ip: v.nullish(v.string(), ''),
  current: v.boolean(),
})

export type Session = v.InferOutput<typeof Session>

export interface SessionsData {
  readonly sessions: Promise<readonly Session[]>
}

export function loadSessions(auth: AuthClient, signal: AbortSignal): SessionsData {
  return { sessions: inBackground(fetchSessions(auth, signal)) }
}

/** This device first, then by when they were last seen. */
async function fetchSessions(auth: AuthClient, signal: AbortSignal): Promise<readonly Session[]> {
  const answer = await auth.http.get<unknown>('/sessions', { signal })
  const sessions = v.parse(v.array(Session), answer.data)
  return sessions.toSorted((a, b) => Number(b.current) - Number(a.current) || b.lastUsedAt - a.lastUsedAt)
}
