import type { AuthState } from '../../auth'
import { useAuth } from '../../auth/react'

/** By the time of being signed out in which it was typed: forgotten with that, so the next person finds nothing of it. */
const typed = new WeakMap<AuthState, string>()

/** What was typed as the username, for who comes back from another page. */
export function useTypedUsername() {
  const time = useAuth((state) => state)
  return {
    username: typed.get(time) ?? '',
    keep: (username: string) => void typed.set(time, username),
  }
}
