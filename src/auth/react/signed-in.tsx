import { Activity, Suspense, use, type ReactNode } from 'react'
import { numberOf, StateContext, useAuthClient } from './auth-context'
import { UserContext } from './user-context'

interface Props {
  readonly children: ReactNode
  /** Shown to who is not signed in. */
  readonly fallback?: ReactNode
  /** Shown while that is not known yet, and while the children load what they suspend for. */
  readonly pending?: ReactNode
}

/**
 * Shows its children while someone is signed in, and nothing else: in the very render in which a session ends, what
 * belongs to it is gone from the page, also where another takes its place at once, and where what comes instead has to load
 * first (a boundary around both would keep the former one, and its effects, until then). A page that may be out of date
 * (back/forward cache) is hidden, and keeps what was typed into it.
 */
export function SignedIn({ children, fallback = null, pending = null }: Props) {
  const client = numberOf(useAuthClient())
  const state = use(StateContext)
  if (state?.status !== 'signed-in') {
    return (
      <Suspense key={state?.status} fallback={null}>
        {state?.status === 'signed-out' ? fallback : pending}
      </Suspense>
    )
  }
  return (
    <Suspense key={`${client} ${state.epoch}`} fallback={pending}>
      <Activity mode={state.veiled ? 'hidden' : 'visible'}>
        <UserContext value={state.user}>{children}</UserContext>
      </Activity>
    </Suspense>
  )
}
