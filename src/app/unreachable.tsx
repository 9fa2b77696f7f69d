import type { Deferral } from '../auth'
import { useAuthClient } from '../auth/react'
import { Countdown } from '../ui/countdown'
import { Message } from '../ui/message'
import { RetryButton } from '../ui/retry-button'

/** The first load without a way to the server: whether there is a session can't be asked. Goes away by itself. */
export function Unreachable({ deferral }: { deferral: Deferral }) {
  const auth = useAuthClient()
  return (
    <main className="mx-auto grid min-h-dvh max-w-md items-center px-4">
      <Message title="The server can’t be reached">
        <p role="status">You have not been signed out. As soon as the server answers, this page goes on by itself.</p>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <RetryButton retry={() => auth.retryNow()}>Try now</RetryButton>
          <Countdown until={deferral.retryAt} />
        </div>
      </Message>
    </main>
  )
}
