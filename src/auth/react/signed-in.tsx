import { Activity, type ReactNode } from 'react'
import { numberOf, useAuthClient } from './auth-context'
import { useAuth } from './use-auth'
import { UserContext } from './user-context'

interface Props {
  readonly children: ReactNode
  /** Shown to who is not signed in. */
  readonly fallback?: ReactNode
  /** Shown while that is not known yet. */
  readonly pending?: ReactNode
}

/**
 * Shows its children while someone is signed in, and nothing else: in the very render in which a session ends, what
 * belongs to it is gone from the page, also where another takes its place at once. A page that may be out of date
 * (back/forward cache) is hidden, and keeps what was typed into it.
 */
export function SignedIn({ children, fallback = null, pending = null }: Props) {
  const client = numberOf(useAuthClient())
  const isRestoring = useAuth(({ status }) => status === 'restoring')
  const user = useAuth((state) => (state.status === 'signed-in' ? state.user : null))
  const epoch = useAuth((state) => (state.status === 'signed-in' ? state.epoch : null))
  const isVeiled = useAuth((state) => state.status === 'signed-in' && state.veiled)
  if (!user) return isRestoring ? pending : fallback
  return (
    <Activity key={`${client} ${epoch}`} mode={isVeiled ? 'hidden' : 'visible'}>
      <UserContext value={user}>{children}</UserContext>
    </Activity>
  )
}
