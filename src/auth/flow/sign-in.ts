import type { Credentials, Grant, RefreshAnswer, User } from '../api/contract'
import { SignInError, signInTimedOut, superseded } from '../errors'
import type { Turn } from '../jar/queue'
import { tokenOf } from '../token'
import { withTimeout } from '../with-timeout'
import type { Farewell } from './farewell'
import type { JarCall } from './jar-call'
import type { JarParts } from './parts'

export interface SignIns {
  /**
   * `isSuperseded` holds once the person has signed out after asking to sign in: then nothing is adopted.
   * @throws SignInError
   */
  run(credentials: Credentials, isSuperseded: () => boolean): Promise<User>
  isOut(): boolean
  /** Resolves when none is out any more, however they ended. */
  over(): Promise<void>
}

/** Sign-ins, in turns of the cookie jar's queue: each makes sure first that nothing lands on the cookie that it brings. */
export function createSignIns(
  { api, session, queue, landing, notes, clock, steady, timeout }: JarParts,
  refresh: JarCall<RefreshAnswer>,
  farewell: Farewell,
  isNobodyHere: () => boolean,
): SignIns {
  const out = new Set<symbol>()
  const waiting = new Set<() => void>()

  /** Nothing is out that may set the cookie. False when to see to that took the time of our turn. */
  async function makeWay(turn: Turn, tells: boolean): Promise<boolean> {
    await refresh.over()
    refresh.drop()
    const hasLanded = await landing.clear()
    // What an earlier session left to be told comes first: the cookie that says so is about to be replaced. Not to a server that
    // has just left another page without an answer for all the time that it gets.
    if (tells && hasLanded) await farewell.tellInTurn(() => turn.isOurs(timeout))
    return turn.isOurs(timeout)
  }

  async function ask(credentials: Credentials): Promise<Grant> {
    // Without locks a sibling does not stand in line, and the cookie of its refresh could land on that of the sign-in.
    const flight = queue.isShared ? null : landing.takeOff()
    const [before, since] = [landing.hint(), steady()]
    try {
      const login = (signal: AbortSignal) => api.login(credentials, { signal })
      return await withTimeout(clock, timeout, login, signInTimedOut).finally(landing.own)
    } catch (error) {
      // A service worker may have sent it on, and goes on where the page does not.
      if (steady() - since >= timeout) landing.lose()
      // Half an answer: its cookie is there, and the person is told that nobody is signed in. Headers come first: whatever became
      // of the rest, the hint tells that they came.
      const isThere = (landing.hint() ?? before) !== before
      const isHalf = error instanceof SignInError && (isThere || error.failure === 'malformed-answer')
      if (isHalf && isNobodyHere()) farewell.disown()
      throw error
    } finally {
      flight?.land(null)
    }
  }

  async function signIn(turn: Turn, credentials: Credentials, isSuperseded: () => boolean): Promise<User> {
    if (isSuperseded()) throw superseded()
    const sentAt = steady()
    const before = notes.generation()
    const grant = await ask(credentials)
    if (isSuperseded()) {
      // Too late to stop it: the cookie is there. Told in a turn of its own, and at the next load if need be; unless another tab
      // goes on in that person's name.
      if (notes.owner() !== grant.user.id) farewell.disown()
      throw superseded()
    }
    // Frozen in our turn, and thawed after somebody took it and signed in: the cookie is theirs by now.
    if (!turn.isOurs() && notes.generation() > before) throw superseded()
    farewell.waive()
    session.begin(grant.user, tokenOf(grant, sentAt), 'sign-in')
    return grant.user
  }

  return {
    isOut: () => out.size > 0,
    async over() {
      while (out.size > 0) await new Promise<void>((resolve) => waiting.add(resolve))
    },
    async run(credentials, isSuperseded) {
      const mine = Symbol()
      out.add(mine)
      try {
        landing.notice()
        // Waited for before our turn, so that the turn is short.
        await refresh.over()
        let tells = await farewell.over()
        let user: User | null = null
        while (user === null) {
          // To be overtaken with the sign-in out would mix two sessions: then it is rather begun anew, in another turn.
          user = await queue.run(async (turn) => {
            if (!(await makeWay(turn, tells))) return null
            // Over within its turn: the logout that stands next in line does not go out beside a sign-in.
            return signIn(turn, credentials, isSuperseded).finally(() => out.delete(mine))
          })
          tells = false
        }
        return user
      } finally {
        out.delete(mine)
        waiting.forEach((resolve) => resolve())
        waiting.clear()
      }
    },
  }
}
