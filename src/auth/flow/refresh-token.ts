import type { Credentials, Grant, TroubleKind, User } from '../api/contract'
import { signInTimedOut, superseded } from '../errors'
import type { Turn } from '../jar/queue'
import { renewAfter, usableFor } from '../lifetime'
import { tokenOf, type AccessToken } from '../token'
import { withTimeout } from '../with-timeout'
import { createFarewell } from './farewell'
import type { Flow, Recollection, Renewal } from './flow'
import type { JarParts } from './parts'
import { createRefreshCall } from './refresh-call'

const MOVED_ON: Renewal = { kind: 'moved-on' }

const trouble = (kind: TroubleKind, cause: unknown = null) =>
  ({ kind: 'trouble', trouble: kind, retryAfter: null, cause }) as const

/**
 * A short-lived access token in memory, and a refresh token in a cookie that no script sees. Whatever may set that cookie
 * runs in the jar's queue. No code of the app runs in there, and nothing waits there without a bound.
 */
export function refreshTokenFlow(parts: JarParts, onLate: () => void): Flow {
  const { api, session, tabs, queue, landing, notes, clock, steady, timeout, disposed, isDeferred } = parts
  let signIns = 0
  const call = createRefreshCall(parts, (epoch, answer) => {
    if (disposed.aborted) return
    if (epoch === session.epoch()) onLate()
    // It brought a cookie after the sign-out was told: that one is to be told too.
    else if (answer.kind === 'granted' && session.isKnown() && session.live() === null) {
      notes.logoutDue.write(session.generation())
      void farewell.tell()
    }
  })

  /**
   * Nothing that may set the cookie is under way any more, from this page or an earlier one. A logout waits for another one
   * too: its own note would take the place of that one's, and a sign-in would not know of it.
   */
  async function settle(): Promise<void> {
    await call.over()
    await landing.clear()
  }

  const farewell = createFarewell(parts, settle)

  /** A sibling may have renewed since we last heard, or while we stood in line. */
  function mayBeBehind(turn: Turn): boolean {
    const noted = notes.standing.read()
    const serial = session.live()?.serial ?? 0
    return turn.contended || (noted !== null && noted.live && noted.serial > serial && session.isKnown())
  }

  async function renewInTurn(turn: Turn, than: AccessToken | null): Promise<Renewal> {
    const epoch = session.epoch()
    const hasMovedOn = () => session.epoch() !== epoch || (session.live()?.token ?? null) !== than || disposed.aborted
    if (hasMovedOn()) return MOVED_ON
    if (!call.isOut()) await landing.clear()
    if (mayBeBehind(turn)) await tabs.ask(session.generation(), hasMovedOn)
    if (hasMovedOn()) return MOVED_ON
    if (endElsewhere()) return MOVED_ON
    if (!call.isOut() && isDeferred()) return { kind: 'deferred' }
    // Frozen in our turn and thawed after somebody took over: what we were about to present is not ours to present. Nor is
    // a session renewed that someone is about to take the place of.
    const answered = await call.ask(() => turn.isOurs() && signIns === 0)
    if (answered === null) return trouble('timeout')
    const { answer, sentAt } = answered
    // Of a cookie that someone has signed in over since: says nothing of theirs.
    const isStale = (notes.standing.read()?.generation ?? 0) > session.generation()
    if (answer.kind === 'refused' && isStale) return trouble('network', answer.cause)
    if (answer.kind !== 'granted') return answer
    // Who signed out meanwhile has a turn after ours, and revokes what this answer brought.
    return hasMovedOn() || endElsewhere() ? MOVED_ON : take(answer.grant, than, sentAt)
  }

  function take(grant: Grant, than: AccessToken | null, sentAt: number): Renewal {
    if (grant.accessToken === than?.value) {
      return trouble('server', new Error('The server granted the same token again.'))
    }
    if (isForeign(grant)) {
      notes.logoutDue.write(session.generation())
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
    const owner = noted?.live === true ? noted.user : (session.live()?.user.id ?? null)
    return owner !== null && owner !== user.id
  }

  /** Null when the waits before it took the time of our turn: to be overtaken with the sign-in out would mix two sessions. */
  async function signInInTurn(turn: Turn, credentials: Credentials, isSuperseded: () => boolean): Promise<User | null> {
    await call.over()
    call.drop()
    await landing.clear()
    // What an earlier session left to be told comes first: the cookie that says so is about to be replaced.
    await farewell.tellInTurn()
    if (isSuperseded()) throw superseded()
    if (!turn.isOurs(timeout)) return null
    const sentAt = steady()
    const grant = await withTimeout(clock, timeout, (signal) => api.login(credentials, { signal }), signInTimedOut)
    if (isSuperseded()) {
      // Too late to stop it: the cookie is there. Told in a turn of its own, and at the next load if need be.
      notes.logoutDue.write(session.generation())
      void farewell.tell()
      throw superseded()
    }
    notes.logoutDue.clear()
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
      const hasHint = landing.hint() !== null
      // Without a note the hint decides, where the contract has one; where it has none, the server is asked once.
      const isNobody = noted === null ? api.hintCookie !== null : !noted.live
      if (isNobody && !hasHint) return 'none'
      await tabs.ask(session.generation(), session.isKnown)
      if (session.isKnown()) return 'restored'
      return hasHint || noted?.live === true ? 'likely' : 'doubtful'
    },
    // A browser may refuse a lock, as it does to a page that is being unloaded: nothing to end a session for.
    renew: (than) => queue.run((turn) => renewInTurn(turn, than)).catch((cause: unknown) => trouble('network', cause)),
    async signIn(credentials, isSuperseded) {
      signIns += 1
      try {
        // Waited for before our turn, so that the turn is short.
        await call.over()
        let user: User | null = null
        while (user === null) user = await queue.run((turn) => signInInTurn(turn, credentials, isSuperseded))
        return user
      } finally {
        signIns -= 1
      }
    },
    owe: () => notes.logoutDue.write(session.generation()),
    signOut: farewell.tell,
    online: () => void farewell.tell(),
    standBy: farewell.standBy,
    close: farewell.close,
  }
}
