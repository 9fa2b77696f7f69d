import { useEffect, useRef } from 'react'
import { useRevalidator } from 'react-router-dom'
import { useAuth } from '../../auth/react'
import { RetryButton } from '../../ui/retry-button'
import { useTries } from './use-tries'

/** Loads the page's data again: at the press of the button, and by itself once the engine gets through to the server. */
export function RetryPage({ isRetried }: { isRetried: boolean }) {
  const { revalidate } = useRevalidator()
  const isDeferred = useAuth((state) => state.status === 'signed-in' && state.deferred !== null)
  const wasDeferred = useRef(isDeferred)

  useEffect(() => {
    if (wasDeferred.current && !isDeferred) void revalidate()
    wasDeferred.current = isDeferred
  }, [isDeferred, revalidate])

  return (
    <RetryButton retry={revalidate} busy={isRetried}>
      Try again
    </RetryButton>
  )
}

/** The same, and now and then by itself, unless the last try goes on still. */
export function GoesOn({ isRetried }: { isRetried: boolean }) {
  const { revalidate } = useRevalidator()
  useTries(() => isRetried || revalidate())
  return <RetryPage isRetried={isRetried} />
}
