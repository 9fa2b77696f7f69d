import { useAuth } from '../auth/react'

/** The number of the session that is on the page; null while nobody is signed in. What is about this session is keyed by it. */
export function useSession(): number | null {
  return useAuth((state) => (state.status === 'signed-in' ? state.epoch : null))
}
