import type { Credentials, Grant, TroubleKind, User } from '../api/contract'
import { SignInError, signInTimedOut, superseded } from '../errors'
import type { Turn } from '../jar/queue'
import { renewAfter, usableFor } from '../lifetime'
import { isNewer, tokenOf, type AccessToken } from '../token'
import { withTimeout } from '../with-timeout'
import { createFarewell } from './farewell'
import type { Flow, Recollection, Renewal } from './flow'
import type { JarParts } from './parts'
import { createRefreshCall } from './refresh-call'

const MOVED_ON: Renewal = { kind: 'moved-on' }

const trouble = (kind: TroubleKind, cause: unknown = null) =>
  ({ kind: 'trouble', trouble: kind, retryAfter: null, cause }) as const

interface Happenings {
  /** An answer came that nobody waits for any more, and that can still be used. */
  readonly late: () => void
  /** Someone signed in since, and nobody here knows with which token: the session is forgotten. */
  readonly overtaken: () => void
}

/**
 * A short-lived access token in memory, and a refresh token in a cookie that no script sees. Whatever may set that cookie
 * runs in the jar's queue. No code of the app runs in there, and nothing waits there without a bound.
 */
export function refreshTokenFlow(parts: JarParts, on: Happenings): Flow {
  const { api, session, tabs, queue, landing, notes, clock, steady, timeout, disposed, isDeferred } = parts
  let signIns = 0
  /** Who waits for the end of a sign-in, however it ends. */
  const signedIn = new Set<() => void>()
  const latest = () => notes.standing.read()?.generation ?? 0
  /** The generation that the cookie was of which was presented last. */
  let presented = 0
  const call = createRefreshCall(
    parts,
    (answer, isStillWanted) => {
      if (disposed.aborted) return
      if (isStillWanted) on.late()
      // It brought a cookie after the sign-out was told: that one is to be told too.
      else if (answer.kind === 'granted' && isNobodyHere()) disown()
    },
    () => (presented = latest()),
  )
  const farewell = createFarewell(parts, call, () => signIns > 0)

  /** By all that is known, from this tab and the notes. */
  const isNobodyHere = () => session.isKnown() && session.live() === null && notes.standing.read()?.live !== true

  /** The cookie is one that nobody is to be signed in by. */
  function disown(): void {
    farewell.owe()
    void farewell.tell()
  }

  /** A sibling may have renewed since we last heard, or while we stood in line; or we were put away, and heard nothing. */
  function mayBeBehind(turn: Turn): boolean {
    const noted = notes.standing.read()
    if (turn.contended) return true
    if (noted === null || !noted.live || !session.isKnown()) return false
    return noted.generation > session.generation() || noted.serial > (session.live()?.serial ?? 0)
  }

  /** Whether a sign-in elsewhere took the place of our session, by the notes alone. */
  function isOvertaken(): boolean {
    const noted = notes.standing.read()
    if (noted === null || !session.isKnown() || noted.generation <= session.generation()) return false
    session.forget(noted.generation)
    on.overtaken()
    return true
  }

  /** Without locks several tabs wait for the same answer, and the first to go on sends the next. */
  async function landed(): Promise<void> {
    while (!call.isOut() && notes.flight.read() !== null) await landing.clear()
  }

  /**
   * `epoch` as it was when the renewal was asked for: a session that ended while we stood in line has nothing to renew. Null when
   * somebody is signing in here: what comes of that is to be seen first.
   */
  async function renewInTurn(turn: Turn, than: AccessToken | null, epoch: number): Promise<Renewal | null> {
    const hasMovedOn = () => session.epoch() !== epoch || (session.live()?.token ?? null) !== than || disposed.aborted
    if (hasMovedOn()) return MOVED_ON
    await landed()
    if (mayBeBehind(turn)) {
      await tabs.ask(session.generation(), hasMovedOn)
      await landed()
    }
    if (hasMovedOn() || endElsewhere() || isOvertaken()) return MOVED_ON
    if (!call.isOut() && isDeferred()) return { kind: 'deferred' }
    // Frozen in our turn and thawed after somebody took over: what we were about to present is not ours to present. Nor is
    // a session renewed that someone is about to take the place of.
    const answered = await call.ask(() => turn.isOurs() && signIns === 0)
    if (answered === null && signIns > 0) return null
    if (answered === null || answered.answer === null) return trouble('timeout')
    const { answer, sentAt } = answered
    // Of a cookie that someone has signed in over since: says nothing of theirs. A page that knows of no session asks again.
    if (latest() > (session.isKnown() ? session.generation() : presented)) {
      if (answer.kind === 'refused') return trouble('network', answer.cause)
      if (!session.isKnown() && !endElsewhere()) return trouble('network')
    }
    if (answer.kind !== 'granted') return answer
    // Where tabs share no storage, one of them may know whose the cookie is by now.
    if (isForeign(answer.grant)) await tabs.ask(session.generation(), hasMovedOn)
    // Who signed out meanwhile has a turn after ours, and revokes what this answer brought.
    return hasMovedOn() || endElsewhere() || isOvertaken() ? MOVED_ON : take(answer.grant, than, sentAt)
  }

  function take(grant: Grant, than: AccessToken | null, sentAt: number): Renewal {
    if (than !== null && !isNewer(grant, than)) {
      return trouble('server', new Error('The server granted the same token again.'))
    }
    if (isForeign(grant)) {
      farewell.owe()
      session.end('expired')
      void farewell.tell()
    } else session.adopt(grant.user, tokenOf(grant, sentAt), 'refresh')
    return MOVED_ON
  }

  /**
   * The cookie was somebody else's: one that was on its way when they signed out has landed on that of whoever signed in
   * since. Their session is not to come back, and it is not this person's: it is revoked, and this person asked to sign in.
   */
  function isForeign({ user }: Grant): boolean {
    const noted = notes.standing.read()
    // A note from before the session is of another one: this tab could not write down its own.
    const isNoted = noted?.live === true && noted.generation >= session.generation()
    const owner = isNoted ? noted.user : (session.live()?.user.id ?? null)
    return owner !== null && owner !== user.id
  }

  /** Nothing is out that may set the cookie. False when to see to that took the time of our turn. */
  async function makeWay(turn: Turn, tells: boolean): Promise<boolean> {
    await call.over()
    call.drop()
    const hasLanded = await landing.clear()
    // What an earlier session left to be told comes first: the cookie that says so is about to be replaced. Not to a server that
    // has just left another page without an answer for all the time that it gets.
    if (tells && hasLanded) await farewell.tellInTurn(() => turn.isOurs(timeout))
    return turn.isOurs(timeout)
  }

  async function signInInTurn(turn: Turn, credentials: Credentials, isSuperseded: () => boolean): Promise<User> {
    if (isSuperseded()) throw superseded()
    const sentAt = steady()
    const before = latest()
    const grant = await withTimeout(
      clock,
      timeout,
      (signal) => api.login(credentials, { signal }),
      signInTimedOut,
    ).catch((error: unknown) => {
      // Half an answer: its cookie is there, and the person was told that nobody is signed in.
      const isHalf = error instanceof SignInError && error.failure === 'malformed-answer'
      if (isHalf && isNobodyHere()) disown()
      throw error
    })
    if (isSuperseded()) {
      // Too late to stop it: the cookie is there. Told in a turn of its own, and at the next load if need be; unless another tab
      // goes on in that person's name.
      const noted = notes.standing.read()
      if (noted?.live !== true || noted.user !== grant.user.id) disown()
      throw superseded()
    }
    // Frozen in our turn, and thawed after somebody took it and signed in: the cookie is theirs by now.
    if (!turn.isOurs() && latest() > before) throw superseded()
    farewell.waive()
    session.begin(grant.user, tokenOf(grant, sentAt), 'sign-in')
    return grant.user
  }

  /** Takes note of a sign-out in another tab of which no message has reached us. True when there was one. */
  function endElsewhere(): boolean {
    const noted = notes.standing.read()
    const isOver = noted !== null && !noted.live && noted.generation > session.generation()
    if (!isOver && notes.logoutDue.read() === null) return false
    // Who was about to restore a session had none to be signed out of.
    session.end(
      session.live() === null ? session.endReason() : 'signed-out-elsewhere',
      isOver ? noted.generation : undefined,
    )
    return true
  }

  return {
    renews: true,
    usableFor,
    dueAfter: renewAfter,
    async recall(): Promise<Recollection> {
      if (notes.logoutDue.read() !== null) {
        void farewell.tell()
        return 'none'
      }
      const noted = notes.standing.read()
      const hint = landing.hint()
      const hasHint = hint !== null && hint !== notes.leftover.read()
      // Without a note the hint decides, where the contract has one; where it has none, the server is asked once.
      const isNobody = noted === null ? api.hintCookie !== null : !noted.live
      if (isNobody && !hasHint) return 'none'
      await tabs.ask(session.generation(), session.isKnown)
      if (session.isKnown()) return 'restored'
      return hasHint || noted?.live === true ? 'likely' : 'doubtful'
    },
    // A browser may refuse a lock, as it does to a page that is being unloaded: nothing to end a session for.
    async renew(than) {
      const epoch = session.epoch()
      landing.notice()
      try {
        for (;;) {
          const renewal = await queue.run((turn) => renewInTurn(turn, than, epoch))
          if (renewal !== null) return renewal
          while (signIns > 0) await new Promise<void>((resolve) => signedIn.add(resolve))
        }
      } catch (cause) {
        return trouble('network', cause)
      }
    },
    async signIn(credentials, isSuperseded) {
      signIns += 1
      try {
        landing.notice()
        // Waited for before our turn, so that the turn is short.
        await call.over()
        let tells = await farewell.over()
        let user: User | null = null
        while (user === null) {
          // To be overtaken with the sign-in out would mix two sessions: then it is rather begun anew, in another turn.
          user = await queue.run(async (turn) =>
            (await makeWay(turn, tells)) ? signInInTurn(turn, credentials, isSuperseded) : null,
          )
          tells = false
        }
        return user
      } finally {
        signIns -= 1
        signedIn.forEach((resolve) => resolve())
        signedIn.clear()
      }
    },
    seemsOver: () => notes.standing.read() === null || (api.hintCookie !== null && landing.hint() === null),
    owe: farewell.owe,
    signOut: farewell.tell,
    online: () => void farewell.tell(),
    standBy: farewell.standBy,
    close: farewell.close,
  }
}
