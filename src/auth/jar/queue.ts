import { type Clock, pause } from '../environment/clock'
import type { Locks } from '../environment/environment'
import { withTimeout } from '../with-timeout'

/** A turn in the queue of one cookie jar. */
export interface Turn {
  /** Someone else had the jar when we asked: what we know of it may be out of date. */
  readonly contended: boolean
  /**
   * False once another tab may have taken the jar over. Ask right before a cookie is presented: a tab that was frozen in
   * its turn wakes up here, and must not send what its successor has sent already. `needed`: ms that are yet to be ours.
   */
  isOurs(needed?: number): boolean
}

export interface JarQueue {
  /** Whether other tabs stand in it too. */
  readonly isShared: boolean
  /** Runs `task` alone among all tabs of this jar. A task that outstays `patience` may be overtaken, never waited for. */
  run<T>(task: (turn: Turn) => Promise<T>): Promise<T>
}

/**
 * Serialises every call that may set the cookie (sign-in, refresh, sign-out). Web Locks release the lock of a tab that
 * was closed or crashed; one that is frozen keeps it, so after `patience` ms the next in line takes it (`steal`).
 *
 * @param patience ms; longer than any honest turn sends for, see `isOurs`.
 */
export function createJarQueue(
  clock: Clock,
  steady: () => number,
  locks: Locks | null,
  name: string,
  patience: number,
) {
  const begin: Begin = (task, contended) => {
    const since = steady()
    return task({ contended, isOurs: (needed = 0) => steady() - since + needed < patience })
  }
  const local = localQueue(begin, clock, patience)
  return locks === null ? local : lockedQueue(begin, clock, locks, name, patience, local)
}

type LockOptions = Parameters<Locks['request']>[1]

type Begin = <T>(task: (turn: Turn) => Promise<T>, contended: boolean) => Promise<T>

function localQueue(begin: Begin, clock: Clock, patience: number): JarQueue {
  let free: Promise<unknown> = Promise.resolve()
  let length = 0
  return {
    isShared: false,
    run(task) {
      const contended = length++ > 0
      const ended = new AbortController()
      const outcome = free
        .then(() => begin(task, contended))
        .finally(() => {
          length--
          ended.abort()
        })
      free = free.then(() => pause(clock, patience, ended.signal))
      return outcome
    },
  }
}

/** @param local takes the turns of a page that may not use the locks. */
function lockedQueue(
  begin: Begin,
  clock: Clock,
  locks: Locks,
  name: string,
  patience: number,
  local: JarQueue,
): JarQueue {
  const turnPrefix = `${name}:turn:`

  /** Resolves to the task's own outcome even when the lock is stolen meanwhile, where `request` itself would reject. */
  function enter<T>(
    options: LockOptions,
    task: (turn: Turn) => Promise<T>,
    contended: boolean,
  ): Promise<{ readonly outcome: Promise<T> } | null> {
    return new Promise((resolve, reject) => {
      locks
        .request(name, options, async (lock) => {
          if (lock === null) return resolve(null)
          const outcome = begin(task, contended)
          const ended = outcome.catch(() => undefined)
          resolve({ outcome })
          // A lock of its own tells this turn from the next one of the same tab, see `holder`.
          locks.request(`${turnPrefix}${clock.random()}`, {}, () => ended).catch(() => undefined)
          await ended
        })
        // Not granted in time; or granted to a frozen tab, and stolen before it could begin.
        .catch(unlessNamed('AbortError', () => resolve(null)))
        .catch(reject)
    })
  }

  /** Whose turn it is now, and which of theirs. */
  async function holder(): Promise<string> {
    const { held = [] } = await locks.query()
    const owner = held.find((lock) => lock.name === name)?.clientId
    const turns = held.filter((lock) => lock.clientId === owner && lock.name?.startsWith(turnPrefix))
    return [owner, ...turns.map((lock) => lock.name).sort()].join(' ')
  }

  /**
   * Takes the lock from `stuck`, unless someone did so before us: several tabs lose patience at the same moment, and
   * the second to steal would rob the first of a turn that has just begun.
   */
  function takeOver<T>(stuck: string, task: (turn: Turn) => Promise<T>, isFirst: boolean) {
    let mine: ReturnType<typeof enter<T>> | null = null
    const take = async () => {
      if ((await holder()) === stuck) mine = enter({ steal: true }, task, true)
      return mine
    }
    const request = (options: LockOptions) =>
      locks.request(`${name}:takeover`, options, take).catch(unlessNamed('AbortError', () => mine))
    // Who was frozen with the right to take over holds on to that as well: the next time it is taken from them.
    return isFirst ? patiently((signal) => request({ signal })) : request({ steal: true })
  }

  /** Null when patience is lost. A lock may be granted in that very moment: it is for the request itself to say. */
  function patiently<T>(wait: (signal: AbortSignal) => Promise<T | null>): Promise<T | null> {
    return withTimeout(clock, patience, wait, () => new Promise(() => undefined))
  }

  async function inLine<T>(task: (turn: Turn) => Promise<T>) {
    let mine = await enter({ ifAvailable: true }, task, false)
    for (let isFirst = true; mine === null; isFirst = false) {
      const before = await holder()
      mine = (await patiently((signal) => enter({ signal }, task, true))) ?? (await takeOver(before, task, isFirst))
    }
    return mine
  }

  return {
    isShared: true,
    async run(task) {
      // A sandboxed frame has the API, and is refused each lock.
      const mine = await inLine(task).catch(unlessNamed('SecurityError', () => ({ outcome: local.run(task) })))
      return mine.outcome
    },
  }
}

/** Handles an error of that name, and lets any other go on. */
function unlessNamed<T>(name: string, handle: () => T): (error: unknown) => T {
  return (error) => {
    if (error instanceof DOMException && error.name === name) return handle()
    throw error
  }
}
