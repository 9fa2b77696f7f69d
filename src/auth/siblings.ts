import type { Deferrals } from './deferral'
import type { Clock } from './environment/clock'
import type { Session } from './session'
import type { SessionMessage, TabMessage, Tabs } from './tabs'

interface Parts {
  readonly clock: Clock
  readonly steady: () => number
  readonly session: Session
  readonly deferrals: Deferrals
  readonly tabs: Pick<Tabs, 'tell'>
  /** Whether siblings get the token itself, or only word that there is one. */
  readonly handOver: boolean
  /** Someone signed in, and nobody here knows with which token. */
  readonly onSwitch: (generation: number, userId: string) => void
}

/** What this tab tells its siblings, and what it makes of what they say. */
export function createSiblings({ clock, steady, session, deferrals, tabs, handOver, onSwitch }: Parts) {
  function announce(): void {
    const live = session.live()
    const generation = session.generation()
    if (live === null) {
      const reason = session.endReason()
      if (reason === null || reason === 'disposed') return
      return tabs.tell({ type: 'ended', generation, reason: reason === 'signed-out-elsewhere' ? 'signed-out' : reason })
    }
    const { user, serial, startedAt, renewedAt, token } = live
    const { value, lifetime, sentAt } = token
    const shared = handOver ? { value, lifetime, age: steady() - sentAt, told: clock.now() } : null
    tabs.tell({ type: 'session', generation, serial, user, startedAt, renewedAt, token: shared })
  }

  function hearSession(message: SessionMessage): void {
    const { generation, serial, user, token, startedAt, renewedAt } = message
    const live = session.live()
    if (generation < session.generation()) return
    // Of the generation that we know: news only if the token is newer, or if we have none yet.
    if (generation === session.generation() && (live === null ? session.isKnown() : serial <= live.serial)) return
    if (token === null) {
      if (generation > session.generation() && session.isKnown()) onSwitch(generation, user.id)
      return
    }
    // A frozen tab hears with delay. A wall clock that was set back in between counts as no delay.
    const age = token.age + Math.max(clock.now() - token.told, 0)
    const own = { value: token.value, lifetime: token.lifetime, sentAt: steady() - age }
    session.adopt(user, own, 'sibling', { generation, serial, startedAt, renewedAt })
  }

  function hear(message: TabMessage): void {
    switch (message.type) {
      case 'ask':
        if (session.live() !== null && message.generation <= session.generation()) announce()
        return
      case 'session':
        hearSession(message)
        break
      case 'ended':
        if (message.generation <= session.generation()) return
        session.end(message.reason === 'signed-out' ? 'signed-out-elsewhere' : message.reason, message.generation)
        break
      case 'deferred':
        if (message.generation !== session.generation()) return
        deferrals.hear(message)
        break
    }
    session.publish()
  }

  return { announce, hear }
}
