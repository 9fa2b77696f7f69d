import type { Clock } from './clock'

/** A `BroadcastChannel`, as far as the engine uses one. */
export interface TabChannel {
  post(message: unknown): void
  listen(listener: (message: unknown) => void): () => void
  close(): void
}

/** `localStorage`, made safe: a browser that blocks it reads null and forgets what is written. Holds no secret. */
export interface Notes {
  read(key: string): string | null
  write(key: string, value: string | null): void
  /** Tells of changes made by other tabs. */
  watch(listener: (key: string | null) => void): () => void
}

/** The cookies that scripts may see. */
export interface Cookies {
  read(name: string): string | null
  /** Tells, at once or after a short poll, that some cookie changed. */
  watch(listener: () => void): () => void
}

/**
 * What a page lives through, as far as it bears on a session: `wake` (seen, focused, thawed: time may have passed
 * unnoticed), `online`, `conceal` (about to be frozen or put in the back/forward cache), `reveal` (come back from there) and
 * `leave` (left for good: reloaded, closed).
 */
export type PageMoment = 'wake' | 'online' | 'conceal' | 'reveal' | 'leave'

export interface Page {
  watch(listener: (moment: PageMoment) => void): () => void
  /** Whether a person may be looking: what can't be renewed now is tried again less often where nobody is. */
  isSeen(): boolean
  /** What a relative URL is resolved against; null outside a page. */
  baseURI(): string | null
}

/** The part of Web Locks that the engine uses, in the standard's own signature. */
export interface Locks {
  request<T>(
    name: string,
    options: { signal?: AbortSignal; ifAvailable?: boolean; steal?: boolean },
    task: (lock: object | null) => Promise<T>,
  ): Promise<T>
  query(): Promise<{ held?: readonly { name?: string; clientId?: string }[] }>
}

/** All that the engine meets outside itself. Null stands for an API that this browser lacks. */
export interface Environment {
  readonly clock: Clock
  readonly locks: Locks | null
  readonly openChannel: ((name: string) => TabChannel) | null
  readonly notes: Notes
  /** `sessionStorage`: of this tab alone, and outlives a reload. Used by the access-token flow where it is asked for. */
  readonly tabNotes: Pick<Notes, 'read' | 'write'>
  readonly cookies: Cookies
  readonly page: Page
}
