import { type AuthClient, createAuthClient } from '../client'
import type { AuthClientOptions } from '../settings'
import { createFakeAdapter } from './fake-adapter'
import { createFakeApi } from './fake-api'
import type { FakeTab } from './fake-browser'
import type { FakeServer } from './fake-server'

/** For the engine's own tests, which ask for several tabs, reloads and the order of events. */

export function clientIn(tab: FakeTab, api: FakeServer, options: AuthClientOptions = {}): AuthClient {
  return createAuthClient({
    ...tab.environment,
    api: createFakeApi(api, tab),
    http: { adapter: createFakeAdapter(api, tab) },
    ...options,
  })
}

/** What is said to a page in the back/forward cache, or told by the storage, is not kept for it. */
export function hardOfHearing({ environment: { openChannel, notes } }: FakeTab) {
  let isDeaf = false
  const options: AuthClientOptions = {
    openChannel(name) {
      if (openChannel === null) throw new Error('No channel.')
      const channel = openChannel(name)
      return { ...channel, listen: (listener) => channel.listen((message) => isDeaf || listener(message)) }
    },
    notes: { ...notes, watch: (listener) => notes.watch((key) => isDeaf || listener(key)) },
  }
  return { options, deafen: (next: boolean) => (isDeaf = next) }
}

interface Outcome<T> {
  value?: T
  error?: unknown
}

/** What becomes of `work`, as far as it has come: to be looked at while time stands still. */
export function outcome<T>(work: Promise<T>): Outcome<T> {
  const box: Outcome<T> = {}
  work.then(
    (value) => (box.value = value),
    (error: unknown) => (box.error = error),
  )
  return box
}

/** Who is signed in, else the state's own name. */
export function userOf({ store }: Pick<AuthClient, 'store'>): string {
  const state = store.getState()
  return state.status === 'signed-in' ? state.user.username : state.status
}
