import * as v from 'valibot'
import { type Clock, pause } from './environment/clock'
import type { Environment, TabChannel } from './environment/environment'
import { checked } from './api/checked'
import { HANDED, HandedToken } from './handed-on'
import { Count, WAIT } from './jar/notes'

/**
 * What tabs tell one another. `generation` rises with every sign-in and sign-out in this cookie jar, so that a message
 * which arrives late is known for what it is. Times are durations or wall-clock ms: a monotonic clock means nothing
 * in another tab. Tried one by one, with a picklist of one for a literal: so every page loads less of valibot.
 */
const MESSAGES = [
  /** "Does anyone have a session newer than mine?" */
  v.object({ type: v.picklist(['ask']), generation: Count }),
  /** "This is the session now." The token is null where hand-over is switched off. */
  v.object({ type: v.picklist(['session']), ...HANDED, token: v.nullable(HandedToken) }),
  /** "The session of this generation's predecessor is over." */
  v.object({
    type: v.picklist(['ended']),
    generation: Count,
    reason: v.picklist(['signed-out', 'expired', 'revoked', 'reused']),
  }),
  /** "The server can't be asked now; let's all wait." */
  v.object({ type: v.picklist(['deferred']), generation: Count, ...WAIT }),
] as const

export type TabMessage = v.InferOutput<(typeof MESSAGES)[number]>
export type SessionMessage = Extract<TabMessage, { type: 'session' }>

export interface Tabs {
  /** False where there is no way to a sibling: outside a browser there are none. */
  readonly isConnected: boolean
  tell(message: TabMessage): void
  /** Asks siblings, and resolves after `ms` or as soon as `answered()` holds. Resolves at once without siblings' API. */
  ask(generation: number, answered: () => boolean): Promise<void>
  close(): void
}

/** How long a new tab waits for a sibling to speak up, in ms. */
const ASK_TIMEOUT = 80

export function createTabs(
  environment: Pick<Environment, 'openChannel'> & { readonly clock: Clock },
  name: string,
  hear: (message: TabMessage) => void,
): Tabs {
  /** Null where the browser has none, and once it is closed: what comes late has nobody to be told to. */
  let channel = open(environment.openChannel, `${name}:tabs`)
  const settled = new Set<() => void>()
  channel?.listen((raw) => {
    for (const schema of MESSAGES) {
      const message = checked<TabMessage>(schema, raw)
      if (message !== null) hear(message)
    }
    settled.forEach((check) => check())
  })

  const tell = (message: TabMessage): void => {
    try {
      channel?.post(message)
    } catch {
      // A user with a function in it can't be passed on: siblings look at the notes, and ask the server.
    }
  }

  return {
    isConnected: channel !== null,
    tell,
    async ask(generation, answered) {
      if (channel === null) return
      const enough = new AbortController()
      const check = () => answered() && enough.abort()
      settled.add(check)
      tell({ type: 'ask', generation })
      await pause(environment.clock, ASK_TIMEOUT, enough.signal)
      // In a page that is busy, as one that loads is, the timer may be served before an answer that is there already.
      if (!answered()) await pause(environment.clock, 0, enough.signal)
      settled.delete(check)
    },
    close() {
      channel?.close()
      channel = null
    },
  }
}

/** Firefox has the API and refuses it where site data is blocked. */
function open(openChannel: Environment['openChannel'], name: string): TabChannel | null {
  try {
    return openChannel?.(name) ?? null
  } catch {
    return null
  }
}
