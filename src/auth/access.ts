import type { Deferrals } from './deferral'
import { RefreshDeferredError, SessionChangedError, SessionEndedError, type AuthError } from './errors'
import type { Flow } from './flow/flow'
import type { JarNotes } from './jar/notes'
import type { Renewer } from './renewer'
import type { Live, Session } from './session'
import type { AccessToken } from './token'

/**
 * The session that a request was made in: by its epoch, or below zero by the one that a session which is yet to be found
 * will have.
 */
export type Stamp = number
const NOBODY = 0

/** Apart, so that a request which is sent again through another client is not taken for one of a session there. */
const CLIENT_APART = 2 ** 32
let clients = 0

/** The identity fence: hands out a token for the session that was asked in, and for no other. */
export interface Access {
  /** Of the session of that epoch, else of the one that there is now. */
  stamp(epoch?: number): Stamp
  stampOf(live: Live): Stamp
  /** The session, if its token can be sent as it is: the way that nearly every request goes, without a wait. */
  ready(stamp: Stamp): Live | null
  /**
   * The session with a token that can be sent; null when nobody is signed in, so that the request goes out bare.
   * @throws SessionEndedError, SessionChangedError, RefreshDeferredError
   */
  enter(stamp: Stamp): Promise<Live | null>
  /** Moves on from a token that the server refused. Throws as `enter` does. */
  renew(from: Live, cause: unknown): Promise<Live>
  /** Throws unless the session that was asked in is still the session. */
  check(stamp: Stamp, cause?: unknown): Live
}

interface Parts {
  readonly session: Session
  readonly notes: JarNotes
  readonly deferrals: Deferrals
  readonly renewer: Renewer
  readonly flow: Flow
  readonly steady: () => number
  readonly restore: () => Promise<unknown>
}

export function createAccess({ session, notes, deferrals, renewer, flow, steady, restore }: Parts): Access {
  const apart = CLIENT_APART * clients++

  const stampOf = ({ epoch }: Pick<Live, 'epoch'>): Stamp => apart + epoch

  /** Whose session is looked for, as far as the notes say, and by which stamp its requests go. */
  let sought = seek()

  function nextStamp(): Stamp {
    return -stampOf({ epoch: session.epoch() + 1 })
  }

  function seek() {
    return { stamp: nextStamp(), owner: notes.owner() }
  }

  function isSought({ user, epoch, by }: Live, stamp: Stamp): boolean {
    if (stampOf({ epoch }) !== -stamp) return false
    // Who signs in meanwhile, here or elsewhere, is not who the page was to find, however often the token was renewed since.
    const owner = sought.stamp === stamp ? sought.owner : null
    return owner === null ? by !== 'sign-in' : owner === user.id
  }

  function isUsable({ lifetime, sentAt }: AccessToken): boolean {
    return lifetime === null || steady() - sentAt < flow.usableFor(lifetime)
  }

  function fenced(cause: unknown): AuthError {
    return session.isOver()
      ? new SessionEndedError(session.endReason() ?? 'signed-out', { cause })
      : new SessionChangedError({ cause })
  }

  function check(stamp: Stamp, cause?: unknown): Live {
    const live = session.live()
    if (live === null || stampOf(live) !== stamp) throw fenced(cause)
    return live
  }

  async function renew(live: Live, refusal: unknown): Promise<Live> {
    const renewed = await renewOnce(live, refusal)
    const { lifetime, sentAt } = renewed.token
    // Asleep while it was on its way. Not again and again: a server may hand out nothing but such.
    const isOver = lifetime !== null && steady() - sentAt >= lifetime
    return isOver ? renewOnce(renewed, refusal) : renewed
  }

  async function renewOnce(live: Live, refusal: unknown): Promise<Live> {
    const outcome = await renewer.renew(live.token)
    const { wait } = outcome
    const cause = outcome.cause ?? refusal
    if (wait !== null) throw new RefreshDeferredError(wait.trouble, wait.retryAt, { cause })
    return check(stampOf(live), cause)
  }

  /** A request of a page whose session is not known yet: it belongs to the session that turns out to be there. */
  async function enterRestored(stamp: Stamp): Promise<Live | null> {
    // Also while the server is not to be asked: a sibling may have what it takes.
    await restore()
    const live = session.live()
    if (live !== null && !isSought(live, stamp)) throw fenced(null)
    if (live !== null) return isUsable(live.token) ? live : renew(live, null)
    if (!session.isKnown()) {
      // A wait may be over as soon as it began; that the session is not known does not make it nobody's.
      const wait = deferrals.last()
      throw wait === null ? fenced(null) : new RefreshDeferredError(wait.trouble, wait.retryAt, wait)
    }
    if (session.endReason() !== null) throw fenced(null)
    return null
  }

  return {
    stamp(epoch) {
      if (epoch !== undefined) return stampOf({ epoch })
      const live = session.live()
      if (live !== null) return stampOf(live)
      if (session.isKnown()) return NOBODY
      // Once for each search: who signs in elsewhere later on is noted there as well.
      if (sought.stamp !== nextStamp()) sought = seek()
      return sought.stamp
    },
    stampOf,
    ready(stamp) {
      const live = session.live()
      return live !== null && stampOf(live) === stamp && isUsable(live.token) ? live : null
    },
    async enter(stamp) {
      if (session.endReason() === 'disposed') throw fenced(null)
      if (stamp === NOBODY) return null
      if (stamp < 0) return enterRestored(stamp)
      const live = check(stamp)
      return isUsable(live.token) ? live : renew(live, null)
    },
    renew,
    check,
  }
}
