import { backoffDelay } from '../backoff'
import { createAlarm, pause } from '../environment/clock'
import { withTimeout } from '../with-timeout'
import type { JarParts } from './parts'
import { LEAVING } from './refresh-call'

/** Tells the server of a sign-out, however long that takes: the note of it outlives the page, and holds no secret. */
export interface Farewell {
  /** Resolves after one attempt; goes on by itself when that failed. */
  tell(): Promise<void>
  /** The same, for who has the jar already. */
  tellInTurn(): Promise<boolean>
  /** Tells it a while later, unless it was told by then: for siblings of the tab that ought to. */
  standBy(): void
  close(): void
}

export function createFarewell(parts: JarParts, settle: () => Promise<void>): Farewell {
  const { api, session, queue, landing, notes, clock, steady, timeout, disposed } = parts
  const retry = createAlarm(clock, steady, () => void tell())
  let attempt = 0

  /** False when the server could not be told now. */
  async function tellInTurn(): Promise<boolean> {
    const due = notes.logoutDue.read()
    if (due === null) return true
    // It goes out with `keepalive` too: from a page that is left, it could land on the cookie of the next sign-in.
    const land = landing.takeOff('logout')
    const told = await withTimeout(
      clock,
      timeout,
      (signal) => api.logout({ signal }).catch(() => false),
      () => false,
    )
    // A page that is being left sees its requests fail, and knows nothing of what becomes of them: see `refresh-call.ts`.
    if (told) land(null)
    else void pause(clock, LEAVING, disposed).then(() => land(null))
    if (told) {
      notes.logoutDue.clear()
      session.note({ type: 'logout-told' })
    }
    return told
  }

  async function tell(): Promise<void> {
    retry.clear()
    if (notes.logoutDue.read() === null) return
    const told = await queue
      .run(async (turn) => {
        // A refresh that was out when the person signed out brings a new cookie: to be revoked, that one must be presented.
        await settle()
        return turn.isOurs(timeout) && (await tellInTurn())
      })
      .catch(() => false)
    if (told) attempt = 0
    else if (!disposed.aborted) {
      attempt += 1
      session.note({ type: 'logout-pending' })
      retry.set(steady() + backoffDelay(attempt, clock.random()) + 1000)
    }
    session.publish()
  }

  const standBy = () => retry.set(steady() + timeout + clock.random() * timeout)

  return { tell, tellInTurn, standBy, close: retry.clear }
}
