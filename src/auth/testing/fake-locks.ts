import type { Locks } from '../environment/environment'
import type { Deliver } from './deliver'
import type { TabLife } from './tab-life'

/** The Web Locks of one browser profile: exclusive locks, first come first served, across tabs. */
export interface FakeLockManager {
  /** `navigator.locks` of one tab. What the tab holds or waits for is given up when it dies, and kept while it is frozen. */
  forTab(clientId: string, life: TabLife): Locks
  /** Who has the lock; null when nobody does. */
  holder(name: string): string | null
}

interface Request {
  readonly name: string
  readonly clientId: string
  grant(): void
  /** The lock was stolen. */
  rob(): void
}

const abortError = () => new DOMException('The lock was stolen.', 'AbortError')

export function createFakeLocks(deliver: Deliver): FakeLockManager {
  const held = new Map<string, Request>()
  let waiting: Request[] = []

  function give(request: Request) {
    held.set(request.name, request)
    request.grant()
  }

  function withdraw(request: Request) {
    waiting = waiting.filter((each) => each !== request)
    if (held.get(request.name) !== request) return
    held.delete(request.name)
    const next = waiting.find((each) => each.name === request.name)
    if (next === undefined) return
    waiting = waiting.filter((each) => each !== next)
    give(next)
  }

  function isFree(name: string) {
    return !held.has(name) && !waiting.some((request) => request.name === name)
  }

  const forTab = (clientId: string, life: TabLife): Locks => ({
    request<T>(
      name: string,
      options: { signal?: AbortSignal; ifAvailable?: boolean; steal?: boolean },
      task: (lock: object | null) => Promise<T>,
    ): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        if (life.isDead()) return
        const { signal, ifAvailable = false, steal = false } = options
        if (signal?.aborted) return reject(signal.reason as Error)

        const answer = (lock: object | null, finish: () => void) => {
          // A task that throws outright fails the request just as one that rejects.
          const outcome = new Promise<T>((settle) => settle(task(lock)))
          outcome.finally(finish).then(resolve, reject)
        }
        if (ifAvailable && !isFree(name)) {
          deliver('lock', life, () => answer(null, () => undefined))
          return
        }

        const stopWatchingDeath = life.onDeath(() => withdraw(request))
        const leave = () => {
          stopWatchingDeath()
          withdraw(request)
        }
        const aborted = () => {
          leave()
          life.enter(() => reject(signal?.reason as Error))
        }
        const request: Request = {
          name,
          clientId,
          grant: () =>
            deliver('lock', life, () => {
              signal?.removeEventListener('abort', aborted)
              if (held.get(name) === request) answer({ name, mode: 'exclusive' }, leave)
            }),
          rob: () => {
            stopWatchingDeath()
            signal?.removeEventListener('abort', aborted)
            deliver('lock', life, () => reject(abortError()))
          },
        }
        signal?.addEventListener('abort', aborted)

        if (steal) {
          held.get(name)?.rob()
          give(request)
        } else if (isFree(name)) give(request)
        else waiting.push(request)
      })
    },
    query: () =>
      new Promise((resolve) => {
        const snapshot = { held: [...held.values()].map(({ name, clientId: of }) => ({ name, clientId: of })) }
        deliver('lock', life, () => resolve(snapshot))
      }),
  })

  return { forTab, holder: (name) => held.get(name)?.clientId ?? null }
}
