import type { Deferrals } from './deferral'
import type { Clock } from './environment/clock'
import { handOn, received } from './handed-on'
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
    const handed = handOn(live, generation, { clock, steady })
    tabs.tell({ ...handed, type: 'session', token: handOver ? handed.token : null })
  }

  function hearSession(message: SessionMessage): void {
    const { generation, serial, user, token } = message
    const live = session.live()
    if (generation < session.generation()) return
    // Of the generation that we know: news only if the token is newer, or if we have none yet.
    if (generation === session.generation() && (live === null ? session.isKnown() : serial <= live.serial)) return
    if (token === null) {
      if (generation > session.generation() && session.isKnown()) onSwitch(generation, user.id)
      return
    }
    session.adopt(user, received(token, { clock, steady }), 'sibling', message)
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
