import { createContext, use } from 'react'
import type { AuthClient } from '..'

export const AuthContext = createContext<AuthClient | null>(null)

/** The engine itself, to sign in and out and to make requests with. */
export function useAuthClient(): AuthClient {
  const client = use(AuthContext)
  if (!client) throw new Error('useAuthClient needs an <AuthProvider> above it.')
  return client
}
