import { lazy, Suspense } from 'react'
import { useAuth } from '../auth/react'

// In the layout's chunk, which is on its way by then, and not in the entry, which all wait for.
const Unreachable = lazy(async () => ({ default: (await import('./layout')).Unreachable }))

/** Until it is known whether someone is signed in: nothing at first, a sign of life if it takes long. */
export function Waiting() {
  const deferred = useAuth((state) => (state.status === 'restoring' ? state.deferred : null))
  return <Suspense fallback={<OneMoment />}>{deferred ? <Unreachable deferral={deferred} /> : <OneMoment />}</Suspense>
}

function OneMoment() {
  return (
    <main className="appear-late grid min-h-dvh place-items-center text-muted">
      <p>One moment…</p>
    </main>
  )
}
