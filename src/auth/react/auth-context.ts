import { createContext, use } from 'react'
import type { AuthClient, AuthState } from '..'

export const AuthContext = createContext<AuthClient | null>(null)

/** What is hidden (`<Activity>`) has no subscriptions of its own, and would come back as of whoever was there before. */
export const StateContext = createContext<AuthState | null>(null)

const numbers = new WeakMap<AuthClient, number>()
let clients = 0

/** Tells clients apart where React wants a `key`: each counts its sessions from one. */
export function numberOf(client: AuthClient): number {
  const number = numbers.get(client) ?? (clients += 1)
  numbers.set(client, number)
  return number
}

/** The engine itself, to sign in and out and to make requests with. */
export function useAuthClient(): AuthClient {
  const client = use(AuthContext)
  if (!client) throw new Error('useAuthClient needs an <AuthProvider> above it.')
  return client
}
