import type { ReactNode } from 'react'
import type { User } from '../api/contract'
import { useAuth } from './use-auth'
import { UserContext } from './user-context'

/**
 * Shows its children while someone is signed in, and nothing else: in the very render in which a session ends, what
 * belongs to it is gone from the page.
 */
export function SignedIn({ children, fallback = null }: { children: ReactNode; fallback?: ReactNode }) {
  const user = useAuth((state): User | null => (state.status === 'signed-in' ? state.user : null))
  return user ? <UserContext value={user}>{children}</UserContext> : fallback
}
