import type { Grant } from '../api/contract'
import { trouble } from '../api/trouble'
import type { Turn } from '../jar/queue'
import { renewAfter, usableFor } from '../lifetime'
import { isNewer, tokenOf, type AccessToken } from '../token'
import { createFarewell } from './farewell'
import type { Flow, Recollection, Renewal } from './flow'
import type { JarParts } from './parts'
import { createRefreshCall } from './refresh-call'
import { createSignIns } from './sign-in'

const MOVED_ON: Renewal = { kind: 'moved-on' }

interface Happenings {
  /** An answer came that nobody waits for any more, and that can still be used. */
  readonly late: () => void
  /** Takes note of a sign-out or a sign-in in another tab of which no message has reached us. True when there was one. */
  readonly catchUp: () => boolean
}

/**
 * A short-lived access token in memory, and a refresh token in a cookie that no script sees. Whatever may set that cookie
 * runs in the jar's queue. No code of the app runs in there, and nothing waits there without a bound.
 */
export function refreshTokenFlow(parts: JarParts, on: Happenings): Flow {
  const { api, session, tabs, queue, landing, notes, disposed, deferrals } = parts
  /** The generation that the cookie was of which was presented last. */
  let presented = 0
  const call = createRefreshCall(
    parts,
    (answer, isStillWanted) => {
      if (disposed.aborted) return
      if (isStillWanted) on.late()
      // It brought a cookie after the sign-out was told: that one is to be told too.
      else if (answer?.kind === 'granted' && isNobodyHere()) farewell.disown()
    },
    () => (presented = notes.generation()),
  )
  const farewell = createFarewell(parts, call, () => signIns.isOut())
  const signIns = createSignIns(parts, call, farewell, () => isNobodyHere())

  /** By all that is known, from this tab and the notes. */
  const isNobodyHere = () => session.isOver() && notes.owner() === null

  /** A sibling may have renewed since we last heard, or while we stood in line; or we were put away, and heard nothing. */
  function mayBeBehind(turn: Turn): boolean {
    const noted = notes.standing.read()
    if (turn.contended) return true
    if (noted === null || noted.user === null || !session.isKnown()) return false
    return noted.generation > session.generation() || noted.serial > (session.live()?.serial ?? 0)
  }

  /** Without locks several tabs wait for the same answer, and the first to go on sends the next. False where one waits on. */
  async function landed(): Promise<boolean> {
    for (let flight = notes.flight.read(); flight !== null && !call.isOut(); flight = notes.flight.read()) {
      await landing.clear()
      if (notes.flight.read()?.id === flight.id) return false
    }
    return true
  }

  /**
   * `epoch` as it was when the renewal was asked for: a session that ended while we stood in line has nothing to renew. Null when
   * somebody is signing in here: what comes of that is to be seen first.
   */
  async function renewInTurn(turn: Turn, than: AccessToken | null, epoch: number): Promise<Renewal | null> {
    const hasMovedOn = () => session.epoch() !== epoch || (session.live()?.token ?? null) !== than || disposed.aborted
    if (hasMovedOn()) return MOVED_ON
    let isNext = false
    while (!isNext) {
      let isFree = await landed()
      if (isFree && mayBeBehind(turn)) {
        await tabs.ask(session.generation(), hasMovedOn)
        isFree = await landed()
      }
      if (hasMovedOn() || on.catchUp()) return MOVED_ON
      if (!isFree) return trouble('timeout')
      if (!call.isOut() && deferrals.active() !== null) return { kind: 'deferred' }
      isNext = queue.isShared || !tabs.isConnected || call.isOut() || (await landing.claim())
    }
    // Frozen in our turn and thawed after somebody took over: what we were about to present is not ours to present. Nor is
    // a session renewed that someone is about to take the place of.
    const answered = await call.ask(() => turn.isOurs() && !signIns.isOut() && !hasMovedOn())
    if (answered === null) return null
    if (answered.answer === null) return trouble('timeout')
    const { answer, sentAt } = answered
    // Of a cookie that someone has signed in over since: says nothing of theirs. A page that knows of no session asks again.
    if (notes.generation() > (session.isKnown() ? session.generation() : presented)) {
      if (answer.kind === 'refused') return trouble('network', answer.cause)
      if (!session.isKnown() && !on.catchUp()) return trouble('network')
    }
    // Whoever loads the page next has nobody to restore, though the server leaves the hint where it is. Not by a "no" without a
    // code: it may have been a gateway's, which knows nothing of the session.
    if (answer.kind === 'refused' && answer.code !== 'unnamed') notes.leftover.write(landing.hint())
    if (answer.kind !== 'granted') return answer
    // Where tabs share no storage, one of them may know whose the cookie is by now. Who knows of nobody has it from the notes.
    if (session.isKnown() && isForeign(answer.grant)) await tabs.ask(session.generation(), hasMovedOn)
    // Who signed out meanwhile has a turn after ours, and revokes what this answer brought.
    return hasMovedOn() || on.catchUp() ? MOVED_ON : take(answer.grant, than, sentAt)
  }

  function take(grant: Grant, than: AccessToken | null, sentAt: number): Renewal {
    if (than !== null && !isNewer(grant, than)) {
      return { kind: 'unchanged', cause: new Error('The server granted the same token again.') }
    }
    if (!isForeign(grant)) session.adopt(grant.user, tokenOf(grant, sentAt), 'refresh')
    else if (landing.isAstray()) {
      // It has landed on the cookie of whoever signed in since. That session is not to come back, and it is not this person's.
      farewell.owe()
      session.end('expired')
      void farewell.tell()
    } else if (session.isKnown()) session.end('signed-out-elsewhere')
    else session.begin(grant.user, tokenOf(grant, sentAt), 'refresh')
    return MOVED_ON
  }

  /**
   * The cookie is somebody else's: of a refresh that was given up on, and is astray; or they signed in where this engine is not, at
   * a provider or at an app beside this one that has the same API.
   */
  function isForeign({ user }: Grant): boolean {
    // A note from before the session is of another one: this tab could not write down its own.
    const noted = notes.generation() >= session.generation() ? notes.owner() : null
    const owner = noted ?? session.live()?.user.id ?? null
    return owner !== null && owner !== user.id
  }

  return {
    renews: true,
    usableFor,
    dueAfter: renewAfter,
    async recall(isExpected = false): Promise<Recollection> {
      if (farewell.isDue()) {
        void farewell.tell()
        return 'none'
      }
      const noted = notes.standing.read()
      const hint = landing.hint()
      const hasHint = hint !== null && hint !== notes.leftover.read()
      // Without a note the hint decides, where the contract has one; where it has none, the server is asked once.
      const isNobody = noted === null ? api.hintCookie !== null : noted.user === null
      if (isNobody && !hasHint && !isExpected) return 'none'
      // Siblings know nothing of who signed in where the engine is not.
      if (!isExpected && !landing.isForeign()) await tabs.ask(session.generation(), session.isKnown)
      if (session.isKnown()) return 'restored'
      return hasHint || notes.owner() !== null ? 'likely' : 'doubtful'
    },
    // A browser may refuse a lock, as it does to a page that is being unloaded: nothing to end a session for.
    async renew(than) {
      const epoch = session.epoch()
      landing.notice()
      try {
        for (;;) {
          const renewal = await queue.run((turn) => renewInTurn(turn, than, epoch))
          if (renewal !== null) return renewal
          await signIns.over()
        }
      } catch (cause) {
        return trouble('network', cause)
      }
    },
    signIn: signIns.run,
    seemsOver: () => notes.standing.read() === null || landing.isHintGone(),
    farewell,
    close: farewell.close,
  }
}
