import type { EndReason } from '../auth'
import { useAuth } from '../auth/react'

/** Why the last session ended, for as long as nobody is signed in; null for a visitor. */
export function useEndReason(): EndReason | null {
  return useAuth((state) => (state.status === 'signed-out' ? state.reason : null))
}
