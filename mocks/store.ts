import type { State } from './state'

/** Where the database lives. */
export interface Store {
  read(): Promise<Readonly<State>>
  /** Runs `work` alone: nobody else reads or writes in between, in this tab or another. It must be synchronous. */
  transact<T>(work: (state: State) => T): Promise<T>
}

/** Synchronous work on one thread is alone by nature. */
export function memoryStore(create: () => State): Store {
  const state = create()
  return {
    read: () => Promise.resolve(state),
    transact: (work) => new Promise((resolve) => resolve(work(state))),
  }
}
