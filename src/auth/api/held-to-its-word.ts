import { SignInError } from '../errors'
import { BearerToken } from './bearer'
import { checked } from './checked'
import type { AuthApi, Grant } from './contract'
import { trouble } from './trouble'
import { flawIn } from './user'

/**
 * A contract that is not ours: what it brings is looked at where it comes in, as `any` of a parsed answer satisfies every type.
 * A user whose `id` is a number would be somebody else to the next tab, which would end the session.
 */
export function heldToItsWord(api: AuthApi): AuthApi {
  return {
    hintCookie: api.hintCookie,
    async login(...given) {
      const grant: unknown = await api.login(...given)
      const flaw = flawOf(grant)
      if (flaw !== null)
        throw new SignInError('malformed-answer', `What the contract’s login brings is no grant: ${flaw}.`)
      return grant as Grant
    },
    async refresh(options) {
      const answer = (await api.refresh(options)) as Partial<Awaited<ReturnType<AuthApi['refresh']>>> | undefined
      const flaw = answer?.kind === 'granted' ? flawOf(answer.grant) : KINDS.includes(answer?.kind) ? null : 'its kind'
      if (flaw === null) return answer as Awaited<ReturnType<AuthApi['refresh']>>
      return trouble('malformed', new TypeError(`What the contract’s refresh brings can't be used: ${flaw}.`))
    },
    async logout(options) {
      const answer = (await api.logout(options)) as Awaited<ReturnType<AuthApi['logout']>> | undefined
      return answer ?? { kind: 'trouble', retryAfter: null }
    },
  }
}

const KINDS: readonly unknown[] = ['refused', 'trouble']

/** By name, never by value: tokens are among them. */
function flawOf(grant: unknown): string | null {
  const { accessToken, expiresIn, user } = (grant ?? {}) as Record<keyof Grant, unknown>
  if (checked(BearerToken, accessToken) === null) return 'accessToken is not fit to stand in a header'
  if (typeof (expiresIn ?? 0) !== 'number') return 'expiresIn is not a number'
  const field = flawIn(user)
  return field && `user.${field} is not a string`
}
