import type { AuthApi } from '../api/contract'
import type { Deferrals } from '../deferral'
import type { Clock } from '../environment/clock'
import type { Landing } from '../jar/landing'
import type { JarNotes } from '../jar/notes'
import type { JarQueue } from '../jar/queue'
import type { Session } from '../session'
import type { Tabs } from '../tabs'

export interface JarParts {
  readonly api: AuthApi
  readonly session: Session
  readonly tabs: Tabs
  readonly queue: JarQueue
  readonly landing: Landing
  readonly notes: JarNotes
  readonly clock: Clock
  readonly steady: () => number
  /** ms after which no call is waited for. */
  readonly timeout: number
  readonly disposed: AbortSignal
  readonly deferrals: Pick<Deferrals, 'active'>
}
