import type { Deferrals } from './deferral'
import { createAlarm, type Clock } from './environment/clock'
import type { Session } from './session'
import type { Flow } from './flow/flow'
import type { AccessToken } from './token'

interface Parts {
  readonly clock: Clock
  readonly steady: () => number
  readonly session: Session
  readonly deferrals: Deferrals
  readonly flow: Flow
  /** It is time: renew what there is, or ask again whether there is something. */
  readonly attempt: () => void
}

/**
 * One alarm for what comes next: the renewal of the token, or the next try of what was deferred. `arm` is called at every
 * change, and when the page wakes: after a sleep timers are late, and this is not.
 */
export function createScheduler({ clock, steady, session, deferrals, flow, attempt }: Parts) {
  const alarm = createAlarm(clock, steady, attempt)
  let known: AccessToken | null = null
  let due: number | null = null

  function arm(): void {
    const token = session.live()?.token ?? null
    if (token !== known) {
      known = token
      // Drawn once a token: tabs and clients that got theirs at the same moment don't come back at the same moment.
      due =
        token === null || token.lifetime === null ? null : token.sentAt + flow.dueAfter(token.lifetime, clock.random())
    }
    const next = deferrals.last()?.until ?? due
    if (next === null || session.isOver()) alarm.clear()
    else alarm.set(next)
  }

  return { arm, stop: alarm.clear }
}
