import * as v from 'valibot'
import { BearerToken } from './api/bearer'
import { User } from './api/user'
import type { Clock } from './environment/clock'
import { Count, Moment, Span } from './jar/notes'
import type { Live } from './session'
import type { AccessToken } from './token'

/** To who has no clock in common with us but that on the wall: a sibling, or the next page. */
export const HandedToken = v.object({
  value: BearerToken,
  lifetime: v.nullable(Span),
  age: Span,
  told: Moment,
})

export const HANDED = {
  generation: Count,
  /** Counts renewals within a generation. */
  serial: Count,
  user: User,
  startedAt: Moment,
  renewedAt: Moment,
}

/** A session with its token, as it is handed on. */
export const Handed = v.object({ ...HANDED, token: HandedToken })
export type Handed = v.InferOutput<typeof Handed>

interface Times {
  readonly clock: Clock
  readonly steady: () => number
}

export function handOn(live: Live, generation: number, { clock, steady }: Times): Handed {
  const { user, serial, startedAt, renewedAt } = live
  const { value, lifetime, sentAt } = live.token
  const token = { value, lifetime, age: steady() - sentAt, told: clock.now() }
  return { generation, serial, user, startedAt, renewedAt, token }
}

/** As old as it is here: a frozen tab hears with delay. A wall clock that was set back in between counts as no delay. */
export function received(token: v.InferOutput<typeof HandedToken>, { clock, steady }: Times): AccessToken {
  const { value, lifetime, age, told } = token
  return { value, lifetime, sentAt: steady() - age - Math.max(clock.now() - told, 0) }
}
