import { createStore } from 'zustand/vanilla'
import { report } from './events'
import type { AuthState } from './state'

/** A listener of the app that throws keeps no other from hearing: one of them takes the past session off the screen. */
export function createStateStore() {
  const store = createStore<AuthState>(() => ({ status: 'restoring', deferred: null }))
  const subscribe: typeof store.subscribe = (listener) =>
    store.subscribe((state, before) => {
      try {
        listener(state, before)
      } catch (error) {
        report(error)
      }
    })
  return { ...store, subscribe }
}
