import { isAxiosError } from 'axios'
import { SignInError } from '../errors'
import { BearerToken } from './bearer'
import { checked } from './checked'
import type { AuthApi, Grant, RefreshAnswer, RefusalCode } from './contract'
import { trouble, TROUBLES } from './trouble'
import { flawIn } from './user'

/**
 * A contract that is not ours: what it brings is looked at where it comes in, as `any` of a parsed answer satisfies every type.
 * A user whose `id` is a number would be somebody else to the next tab, which would end the session.
 */
export function heldToItsWord(api: AuthApi): AuthApi {
  return {
    hintCookie: api.hintCookie,
    async login(...given) {
      const grant: unknown = await api.login(...given).catch(withoutPassword)
      const flaw = flawOf(grant)
      if (flaw !== null)
        throw new SignInError('malformed-answer', `What the contract’s login brings is no grant: ${flaw}.`)
      return grant as Grant
    },
    async refresh(options) {
      const answer = (await api.refresh(options)) as RefreshAnswer | undefined
      switch (answer?.kind) {
        case 'granted': {
          const flaw = flawOf(answer.grant)
          return flaw === null ? answer : malformed(flaw)
        }
        case 'refused':
          // Asked once more, as where the server names none.
          return CODES.includes(answer.code) ? answer : { ...answer, code: 'unnamed' }
        case 'trouble': {
          const { trouble: kind, retryAfter } = answer
          return {
            ...answer,
            trouble: TROUBLES.includes(kind) ? kind : 'malformed',
            retryAfter: typeof retryAfter === 'number' ? retryAfter : null,
          }
        }
        case undefined:
        default:
          return malformed('its kind is none of granted, refused, trouble')
      }
    },
    async logout(options) {
      const answer = (await api.logout(options)) as Awaited<ReturnType<AuthApi['logout']>> | undefined
      return answer ?? { kind: 'trouble', retryAfter: null }
    },
  }
}

/** An error of axios holds what was sent. Any other one is the contract's own to throw: it may ask for a one-time code by it. */
function withoutPassword(error: unknown): never {
  if (!isAxiosError(error)) throw error
  const failure = error.response === undefined ? 'unreachable' : 'server'
  throw new SignInError(failure, `The contract’s login threw: ${error.message}`)
}

const CODES: readonly RefusalCode[] = ['missing', 'expired', 'revoked', 'reused']

const malformed = (flaw: string) =>
  trouble('malformed', new TypeError(`What the contract’s refresh brings can't be used: ${flaw}.`))

/** By name, never by value: tokens are among them. */
export function flawOf(grant: unknown): string | null {
  const { accessToken, expiresIn, user } = (grant ?? {}) as Record<keyof Grant, unknown>
  if (checked(BearerToken, accessToken) === null) return 'accessToken is not fit to stand in a header'
  if (typeof (expiresIn ?? 0) !== 'number') return 'expiresIn is not a number'
  const field = flawIn(user)
  return field && `user.${field} is not a string`
}
