import { createContext, use } from 'react'
import type { User } from '../api/contract'

export const UserContext = createContext<User | null>(null)

/** Who is signed in. Stands below <SignedIn> only, so there is always someone. */
export function useUser(): User {
  const user = use(UserContext)
  if (!user) throw new Error('useUser needs a <SignedIn> above it.')
  return user
}
