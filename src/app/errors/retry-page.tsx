import { useEffect, useRef } from 'react'
import { useRevalidator } from 'react-router-dom'
import { Countdown } from '../../ui/countdown'
import { RetryButton } from '../../ui/retry-button'
import { useSecondsLeft } from '../../ui/use-seconds-left'
import type { Failure } from '../../ui/use-settled'
import { waitOf, type Problem } from './problem'
import { useIsDeferred } from './use-is-deferred'
import { useTries } from './use-tries'

/** ms: who says "try again at once" each time is not believed. */
const SHORTEST_WAIT = 4000

/** The way on from `problem`: where time alone may mend it, by itself too. */
export function Retry({ problem, ...failure }: Failure & { problem: Problem }) {
  const wait = waitOf(failure)
  if (problem === 'busy' && wait !== null) {
    return <WaitsItsTurn until={failure.at + Math.max(wait, SHORTEST_WAIT)} isRetried={failure.isRetried} />
  }
  return problem === 'busy' || problem === 'unreachable' ? <GoesOn {...failure} /> : <RetryPage {...failure} />
}

/**
 * Loads the page's data again: at the press of the button, and by itself once the engine gets through to the server. Until
 * then the connection's bar has the button.
 */
export function RetryPage({ isRetried }: { isRetried: boolean }) {
  const { revalidate } = useRevalidator()
  const isDeferred = useIsDeferred()
  const wasDeferred = useRef(isDeferred)

  useEffect(() => {
    if (wasDeferred.current && !isDeferred) void revalidate()
    wasDeferred.current = isDeferred
  }, [isDeferred, revalidate])

  return (
    !isDeferred && (
      <RetryButton retry={revalidate} busy={isRetried}>
        Try again
      </RetryButton>
    )
  )
}

/** The same, and now and then by itself, unless the last try goes on still. */
function GoesOn({ isRetried }: { isRetried: boolean }) {
  const { revalidate } = useRevalidator()
  useTries(() => isRetried || revalidate())
  return <RetryPage isRetried={isRetried} />
}

/** The same, and by itself as soon as the server may be asked again and the page is seen. */
function WaitsItsTurn({ until, isRetried }: { until: number; isRetried: boolean }) {
  const { revalidate } = useRevalidator()
  const isDue = useSecondsLeft(until) === 0 && !isRetried

  useEffect(() => {
    if (!isDue) return
    const tryIfSeen = () => {
      if (document.visibilityState === 'visible') void revalidate()
    }
    tryIfSeen()
    document.addEventListener('visibilitychange', tryIfSeen)
    return () => document.removeEventListener('visibilitychange', tryIfSeen)
  }, [isDue, revalidate])

  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <RetryPage isRetried={isRetried} />
      <Countdown until={until} />
    </div>
  )
}
