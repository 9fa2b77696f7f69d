import type { AuthApi } from '../api/contract'
import type { Clock } from '../environment/clock'
import type { Environment } from '../environment/environment'
import { signInTimedOut, superseded } from '../errors'
import type { Session } from '../session'
import { Handed, handOn, received } from '../handed-on'
import { cell, type JarNotes } from '../jar/notes'
import type { Tabs } from '../tabs'
import { tokenOf, type AccessToken } from '../token'
import { withTimeout } from '../with-timeout'
import type { Flow } from './flow'

interface Parts {
  readonly api: AuthApi
  readonly session: Session
  readonly notes: JarNotes
  readonly tabs: Tabs
  readonly clock: Clock
  readonly steady: () => number
  readonly timeout: number
  /** Where the token outlives a reload; null keeps it in memory alone. Every script on the page can read it there. */
  readonly storage: Environment['tabNotes'] | null
  readonly name: string
}

/** One long-lived token and nothing that renews it: it is used to its end or its first 401, and that is that. */
export function accessTokenFlow({ api, session, notes, tabs, clock, steady, timeout, storage, name }: Parts): Flow {
  const kept = storage && cell(storage, `${name}:token`, Handed)
  const isOver = ({ lifetime, sentAt }: AccessToken) => lifetime !== null && steady() - sentAt >= lifetime

  /** False when it has ended while no page was there. */
  function takeUp(found: Handed): boolean {
    const token = received(found.token, { clock, steady })
    if (isOver(token)) return false
    session.adopt(found.user, token, 'storage', found)
    return true
  }

  let stored = kept?.read() ?? null
  let signIns = 0
  /** The latest one that has signed somebody in. */
  let landed = 0
  const stop = session.watch(() => {
    const live = session.live()
    if (live === null) kept?.clear()
    else kept?.write(handOn(live, session.generation(), { clock, steady }))
  })

  return {
    renews: false,
    usableFor: (lifetime) => lifetime,
    dueAfter: (lifetime) => lifetime,
    async recall() {
      const found = stored
      stored = null
      const isLatest = found !== null && found.generation >= session.generation()
      if (isLatest && takeUp(found)) return 'restored'
      await tabs.ask(session.generation(), session.isKnown)
      if (session.isKnown()) return 'restored'
      if (isLatest) {
        session.end('expired', session.generation())
        return 'restored'
      }
      // Signed in once more elsewhere, with nothing in between: tokens are their tab's own, as in a page that was open all the while.
      const isNext = found !== null && notes.generation() === found.generation + 1
      if (!isNext || notes.owner() !== found.user.id || !takeUp(found)) return 'none'
      session.outrank(notes.generation())
      return 'restored'
    },
    renew(than) {
      if (than === null || session.live()?.token !== than) return Promise.resolve({ kind: 'moved-on' })
      return Promise.resolve({ kind: 'refused', code: isOver(than) ? 'expired' : 'revoked', cause: null })
    },
    async signIn(credentials, isSuperseded) {
      const mine = ++signIns
      const sentAt = steady()
      const grant = await withTimeout(clock, timeout, (signal) => api.login(credentials, { signal }), signInTimedOut)
      if (isSuperseded() || mine < landed) throw superseded()
      landed = mine
      session.begin(grant.user, tokenOf(grant, sentAt), 'sign-in')
      return grant.user
    },
    seemsOver: isOver,
    farewell: null,
    close: stop,
  }
}
