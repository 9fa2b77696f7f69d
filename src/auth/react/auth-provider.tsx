import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { AuthClient } from '..'
import { AuthContext, StateContext } from './auth-context'

/** Hands the engine to the components below. */
export function AuthProvider({ client, children }: { client: AuthClient; children: ReactNode }) {
  const state = useStore(client.store)
  return (
    <AuthContext value={client}>
      <StateContext value={state}>{children}</StateContext>
    </AuthContext>
  )
}
