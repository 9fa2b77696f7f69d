import type { RefreshToken, Session, State } from './state'

/** How long the expired are kept, so that who comes late still hears why. */
const REMEMBERED = 7 * 24 * 3_600_000

export interface Device {
  readonly userAgent: string
  readonly ip: string
}

export type Redeemed =
  | { readonly session: Session }
  | {
      readonly refused:
        'refresh_token_missing' | 'refresh_token_expired' | 'refresh_token_revoked' | 'refresh_token_reused'
    }

export function openSession(
  state: State,
  id: string,
  userId: string,
  device: Device,
  now: number,
  ttl: number,
): Session {
  forgetOld(state, now)
  const { userAgent, ip } = device
  const session = { id, userId, createdAt: now, lastUsedAt: now, expiresAt: now + ttl, userAgent, ip, ended: false }
  state.sessions.set(id, session)
  return session
}

/** The session lives as long as its newest refresh token. */
export function addRefreshToken(state: State, session: Session, token: string, now: number, ttl: number): void {
  forgetOld(state, now)
  const expiresAt = now + ttl
  state.refreshTokens.set(token, { sid: session.id, expiresAt, used: false })
  state.sessions.set(session.id, { ...session, lastUsedAt: now, expiresAt })
}

/** Uses a refresh token up. There is no grace window: one that comes twice ends its whole session. */
export function redeem(state: State, presented: string | null, now: number): Redeemed {
  if (presented === null) return { refused: 'refresh_token_missing' }
  const token = state.refreshTokens.get(presented)
  const session = token && state.sessions.get(token.sid)
  if (!session || session.ended) return { refused: 'refresh_token_revoked' }
  if (token.expiresAt <= now) return { refused: 'refresh_token_expired' }
  if (token.used) {
    endSession(state, session.id)
    return { refused: 'refresh_token_reused' }
  }
  state.refreshTokens.set(presented, { ...token, used: true })
  return { session }
}

export function endSession(state: State, id: string): void {
  const session = state.sessions.get(id)
  if (session) state.sessions.set(id, { ...session, ended: true })
}

export function endSessionOf(state: State, presented: string | null): void {
  const token = tokenOf(state, presented)
  if (token) endSession(state, token.sid)
}

/** Ends the session only if its newest token is the one presented: a used one has a successor that lives on. */
export function endPresentedToken(state: State, presented: string | null): void {
  const token = tokenOf(state, presented)
  if (token && !token.used) endSession(state, token.sid)
}

export function liveSessions(state: Readonly<State>, userId: string, now: number): readonly Session[] {
  return [...state.sessions.values()].filter(
    (session) => session.userId === userId && !session.ended && session.expiresAt > now,
  )
}

export function expireSessions(state: State, now: number): void {
  for (const [id, session] of state.sessions) state.sessions.set(id, { ...session, expiresAt: now })
  for (const [token, stored] of state.refreshTokens) state.refreshTokens.set(token, { ...stored, expiresAt: now })
}

function tokenOf(state: State, presented: string | null): RefreshToken | undefined {
  return presented === null ? undefined : state.refreshTokens.get(presented)
}

function forgetOld(state: State, now: number): void {
  const before = now - REMEMBERED
  for (const [id, session] of state.sessions) if (session.expiresAt < before) state.sessions.delete(id)
  for (const [token, { expiresAt }] of state.refreshTokens) if (expiresAt < before) state.refreshTokens.delete(token)
}
