import axios, { AxiosError, type InternalAxiosRequestConfig } from 'axios'
import { vi } from 'vitest'
import { createStore } from 'zustand/vanilla'
import type { AuthClient, AuthHttp, AuthState, LoggedEvent, Origin, User } from '../../auth'

export const ada: User = { id: 'u1', username: 'ada', firstName: 'Ada', lastName: 'Lovelace', role: 'admin' }
export const grace: User = { id: 'u2', username: 'grace', firstName: 'Grace', lastName: 'Hopper', role: 'user' }

export type SignedInState = Extract<AuthState, { status: 'signed-in' }>

export const RESTORING: AuthState = { status: 'restoring', deferred: null }

export function signedOut(reason: Extract<AuthState, { status: 'signed-out' }>['reason'] = null): AuthState {
  return { status: 'signed-out', reason }
}

export function signedIn(user: User = ada, changes: Partial<SignedInState> = {}): SignedInState {
  const now = Date.now()
  return {
    status: 'signed-in',
    // Each session has one of its own, as with the engine.
    user: { ...user },
    epoch: 1,
    startedAt: now - 300_000,
    renewedAt: now - 12_000,
    expiresAt: now + 48_000,
    deferred: null,
    veiled: false,
    ...changes,
  }
}

export interface Reply {
  readonly status?: number
  readonly data?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** What the API says, by `GET /users`. A function is asked at each call; what is not named is a 404. */
export type Replies = Record<string, Reply | (() => Reply | Promise<Reply>)>

/** The engine's face without the engine: a store that the test writes, and an API that says what the test wants. */
export function fakeAuth(initial: AuthState, replies: Replies = {}) {
  const store = createStore<AuthState>(() => initial)
  const calls: string[] = []
  const listeners = new Set<(event: LoggedEvent) => void>()
  const http = axios.create({ baseURL: '/api', adapter: (config) => answer(config) })

  async function answer(config: InternalAxiosRequestConfig) {
    const call = `${(config.method ?? 'get').toUpperCase()} ${config.url ?? ''}`
    calls.push(call)
    const reply = replies[call]
    const {
      status = 200,
      data = null,
      headers = {},
    } = (typeof reply === 'function' ? await reply() : reply) ?? { status: 404 }
    const response = { status, data, statusText: '', headers, config }
    if (status >= 400) throw new AxiosError(`Status ${status}`, undefined, config, null, response)
    return response
  }

  /** As the engine does it: the store first, then the event. */
  function become(state: AuthState, by: Origin = 'sibling') {
    const before = store.getState()
    store.setState(state, true)
    if (state.status !== 'signed-in') return
    if (before.status === 'signed-in' && before.epoch === state.epoch) return
    const began = { type: 'session-began', epoch: state.epoch, userId: state.user.id, by, at: Date.now() } as const
    for (const listener of listeners) listener(began)
  }

  const client: AuthClient = {
    http: http as unknown as AuthHttp,
    attach: (instance) => instance as unknown as AuthHttp,
    store,
    restore: vi.fn(() => Promise.resolve(store.getState())),
    signIn: vi.fn<AuthClient['signIn']>(() => {
      become(signedIn(ada), 'sign-in')
      return Promise.resolve(ada)
    }),
    signOut: vi.fn(() => {
      store.setState(signedOut('signed-out'), true)
      return Promise.resolve()
    }),
    getAccessToken: () => Promise.resolve('token'),
    retryNow: vi.fn(() => Promise.resolve(store.getState())),
    on: (_type, listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    dispose: () => undefined,
  }
  return { client, calls, replies, become }
}
