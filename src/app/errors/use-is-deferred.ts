import { useAuth } from '../../auth/react'

/** Whether the connection's bar says already that the server can't be reached. */
export function useIsDeferred(): boolean {
  return useAuth((state) => state.status === 'signed-in' && state.deferred !== null)
}
