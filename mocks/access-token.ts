import { decodeJwt, errors, jwtVerify, SignJWT } from 'jose'
import type { Role } from '../src/auth/api/contract'

export interface Claims {
  readonly sub: string
  readonly role: Role
  readonly sid: string
  readonly jti: string
}

/**
 * `iat` and `exp` are whole seconds, so a token may be cut short by almost one. The usual leeway of a second makes up
 * for it: no token dies before the `expiresIn` that was promised.
 */
const LEEWAY = '1s'

export function signAccessToken(claims: Claims, secret: Uint8Array, now: number, ttl: number | null): Promise<string> {
  const iat = Math.floor(now / 1000)
  const { sub, role, sid, jti } = claims
  const token = new SignJWT({ role, sid }).setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
  token.setSubject(sub).setJti(jti).setIssuedAt(iat)
  if (ttl !== null) token.setExpirationTime(iat + ttl)
  return token.sign(secret)
}

/** The session an access token stands for; null: not ours, altered, or past its end. */
export async function verifyAccessToken(token: string, secret: Uint8Array, now: number): Promise<string | null> {
  try {
    const checks = { algorithms: ['HS256'], currentDate: new Date(now), clockTolerance: LEEWAY }
    const { payload } = await jwtVerify<{ sid?: string }>(token, secret, checks)
    return payload.sid ?? null
  } catch (error) {
    if (error instanceof errors.JOSEError) return null
    throw error
  }
}

/** For the log, which may name a token that is not valid, but never show it. */
export function nameOf(token: string): { readonly sub?: string | undefined; readonly jti?: string | undefined } {
  try {
    const { sub, jti } = decodeJwt(token)
    return { sub, jti }
  } catch {
    return {}
  }
}
