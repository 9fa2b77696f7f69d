import { useAuth } from '../auth/react'
import { Unreachable } from './unreachable'

/** Until it is known whether someone is signed in: nothing at first, a sign of life if it takes long. */
export function Waiting() {
  const deferred = useAuth((state) => (state.status === 'restoring' ? state.deferred : null))
  if (deferred) return <Unreachable deferral={deferred} />
  return (
    <main className="appear-late grid min-h-dvh place-items-center text-muted">
      <p>One moment…</p>
    </main>
  )
}
