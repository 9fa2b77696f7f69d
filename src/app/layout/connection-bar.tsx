import { CloudOff } from 'lucide-react'
import { useAuth, useAuthClient } from '../../auth/react'
import { Countdown } from '../../ui/countdown'
import { RetryButton } from '../../ui/retry-button'

/**
 * Says that the server can't be reached and that this ended nothing. Floats above the page, so that nothing moves when
 * it comes and goes. Its live region is always there: one that appears together with its text is often not read out. Text
 * that goes before what it stands in does has an element of its own: a browser's translator takes the text itself away,
 * and React, which would look for it, takes the whole page down.
 */
export function ConnectionBar() {
  const auth = useAuthClient()
  const deferred = useAuth((state) => (state.status === 'signed-in' ? state.deferred : null))
  return (
    <aside
      aria-label="Connection"
      data-bar={deferred ? '' : undefined}
      className={
        deferred ? 'floating flex flex-wrap items-center gap-x-4 gap-y-2 rounded-xl px-4 py-3 text-sm' : 'sr-only'
      }
    >
      <p role="status" className="flex items-center gap-2.5">
        {deferred && (
          <>
            <CloudOff aria-hidden="true" className="size-4 shrink-0 text-warning" />
            <span className="min-w-0 wrap-anywhere">You are still signed in. The server can’t be reached.</span>
          </>
        )}
      </p>
      {deferred && (
        <div className="flex grow flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <Countdown until={deferred.retryAt} />
          <RetryButton look="secondary" retry={() => auth.retryNow()}>
            Try now
          </RetryButton>
        </div>
      )}
    </aside>
  )
}
