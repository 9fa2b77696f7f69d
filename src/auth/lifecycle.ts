import type { Deferrals } from './deferral'
import type { Environment } from './environment/environment'
import type { AuthEvent } from './events'
import type { Flow } from './flow/flow'
import type { JarNotes } from './jar/notes'
import type { Renewer } from './renewer'
import type { Session } from './session'
import type { AuthState } from './state'
import type { Tabs } from './tabs'

interface Parts {
  readonly environment: Environment
  readonly notes: JarNotes
  readonly session: Session
  readonly deferrals: Deferrals
  readonly renewer: Renewer
  readonly flow: Flow
  readonly tabs: Tabs
  readonly emit: (event: AuthEvent) => void
}

export interface RestoreOptions {
  /**
   * Somebody may have signed in where the engine is not (a provider's redirect or popup, a link in a mail): the server is asked,
   * once, though by all that is noted nobody is signed in. A sign-out that it was not told of yet goes first.
   */
  readonly expected?: boolean | undefined
}

/** Somebody who comes back to a page that has waited for so long, in ms, need not wait for its next try. */
const SEEN_ENOUGH = 10_000

/** A page's life: it loads, wakes, loses and finds the network, is put away and comes back. */
export function createLifecycle(parts: Parts) {
  const { environment, notes, session, deferrals, renewer, flow, tabs, emit } = parts
  let searching: Promise<void> | null = null
  let hasStarted = false
  let hasSearched = false
  let isExpected = false
  let conceals = 0

  async function lookAround(): Promise<void> {
    const expects = isExpected
    const found = await flow.recall(expects)
    if (!session.isKnown()) {
      if (found === 'likely' || found === 'doubtful') await renewer.renew(null, found === 'doubtful')
      else session.end(null, session.generation())
    }
    // Where the server can't be asked yet, it is to be asked all the same.
    if (expects && session.isKnown()) isExpected = false
    session.publish()
  }

  /** Whether someone is signed in, and who. One search at a time. */
  function search(): Promise<void> {
    hasSearched = true
    searching ??= lookAround().finally(() => {
      searching = null
    })
    return searching
  }

  function start(): void {
    if (hasStarted) return
    hasStarted = true
    const missing = [environment.locks === null && 'locks', environment.openChannel === null && 'channel'] as const
    const named = missing.filter((each) => each !== false)
    if (named.length > 0) emit({ type: 'isolated', missing: named })
  }

  async function restore({ expected = false }: RestoreOptions = {}): Promise<AuthState> {
    start()
    if (expected && session.live() === null) {
      isExpected = true
      // One that began before this was known may find nobody.
      await searching
      if (session.isOver()) session.forget(session.generation())
      session.publish()
    }
    if (!session.isKnown()) await search()
    return session.store.getState()
  }

  async function attempt(): Promise<void> {
    const live = session.live()
    if (live !== null) await renewer.renew(live.token)
    else if (!session.isKnown() && hasSearched) await search()
  }

  /** The notes tell of a later session than ours: a message did not reach us, or not yet. */
  function isBehind(): boolean {
    return notes.generation() > session.generation()
  }

  /** Someone signed in, and nobody here knows with which token. */
  function follow(generation: number, userId: string): void {
    const live = session.live()
    if (flow.renews || live === null) {
      session.forget(generation)
      void search()
      // No cookie that tabs share: their tokens are their own, and one person may well have several.
    } else if (live.user.id === userId) session.outrank(generation)
    else session.end('signed-out-elsewhere', generation)
  }

  /** Takes note of a sign-out or a sign-in in another tab of which no message has reached us. True when there was one. */
  function catchUp(): boolean {
    const noted = notes.standing.read()
    const later = noted !== null && noted.generation > session.generation() ? noted : null
    const owner = later?.user ?? null
    const isOver = later !== null && owner === null
    if (isOver || notes.logoutDue.read() !== null) {
      // Who was about to restore a session had none to be signed out of.
      const reason = session.live() === null ? session.endReason() : 'signed-out-elsewhere'
      session.end(reason, isOver ? later.generation : undefined)
      return true
    }
    if (later === null || owner === null || !session.isKnown()) return false
    follow(later.generation, owner)
    return true
  }

  async function reconcile(): Promise<void> {
    if (!isBehind()) return
    if (!session.isKnown()) {
      // Who signed in elsewhere could ask the server: so can we.
      if (!hasSearched || deferrals.active() === null) return
      // Once for each sign-in: a wait that came of it since is noted, and holds.
      session.forget(notes.generation())
      deferrals.forget()
      return search()
    }
    // A message says more than a note: who is signed in now, and with which token.
    await tabs.ask(session.generation(), () => !isBehind())
    if (!isBehind() || !session.isKnown()) return
    catchUp()
    session.publish()
    await searching
  }

  async function unveil(): Promise<void> {
    const before = conceals
    await reconcile()
    const live = session.live()
    if (live !== null && flow.seemsOver(live.token)) await renewer.renew(live.token)
    // Put away again while we looked: what has become of the session since is not known.
    if (conceals === before) session.veil(false)
    session.publish()
  }

  /** An app may wipe the storage at a sign-out, as many do: what the next page has to know is noted once more. */
  function leave(): void {
    flow.farewell?.leave(false)
    const reason = session.endReason()
    const hasEnded = session.isKnown() && reason !== null && reason !== 'disposed'
    if (!hasEnded || notes.standing.read() !== null) return
    notes.standing.write({ generation: session.generation(), serial: 0, startedAt: 0, user: null })
  }

  function retry(atLeast?: number): void {
    if (deferrals.last() === null) return
    deferrals.hurry(atLeast)
    if (deferrals.press() === null) void attempt()
  }

  /** Calls `onWake` whenever time may have passed unnoticed. */
  function watch(onWake: () => void): () => void {
    const stopPage = environment.page.watch((moment) => {
      switch (moment) {
        case 'wake':
          void reconcile()
          onWake()
          return retry(SEEN_ENOUGH)
        case 'online':
          void flow.farewell?.tell()
          return retry()
        case 'conceal':
          conceals += 1
          flow.farewell?.leave(true)
          session.veil(true)
          return session.publish()
        case 'reveal':
          onWake()
          return void unveil()
        case 'leave':
          return leave()
      }
    })
    const stopNotes = environment.notes.watch((key) => {
      if (key === null || key === notes.standing.key) void reconcile()
      if (key === notes.logoutDue.key && notes.logoutDue.read() !== null) flow.farewell?.standBy()
    })
    return () => {
      stopPage()
      stopNotes()
    }
  }

  return { restore, follow, catchUp, attempt, retry, watch }
}
