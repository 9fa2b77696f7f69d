import type { ReactNode } from 'react'
import type { AuthClient } from '..'
import { AuthContext } from './auth-context'

/** Hands the engine to the components below. */
export function AuthProvider({ client, children }: { client: AuthClient; children: ReactNode }) {
  return <AuthContext value={client}>{children}</AuthContext>
}
