import { useState } from 'react'
import { useAuth } from '../../auth/react'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { secondsInWords } from '../../ui/time-in-words'
import { useSecondsLeft } from '../../ui/use-seconds-left'
import { useApp } from '../app-context'

const MINUTE = 60_000

/** In the access-token flow nothing can renew the session: it says so a minute before the end. */
export function ExpiryDialog() {
  const { flow } = useApp()
  const expiresAt = useAuth((state) => (state.status === 'signed-in' ? state.expiresAt : null))
  const renewedAt = useAuth((state) => (state.status === 'signed-in' ? state.renewedAt : 0))
  if (flow !== 'access-token' || expiresAt === null) return null
  // A token of less than two minutes would be announced as soon as it is there: then half of its life is left in peace.
  const lead = Math.min(MINUTE, (expiresAt - renewedAt) / 2)
  return <Warning key={expiresAt} expiresAt={expiresAt} lead={lead} />
}

function Warning({ expiresAt, lead }: { expiresAt: number; lead: number }) {
  const { signInAgain } = useApp()
  const [isDismissed, setIsDismissed] = useState(false)
  const seconds = useSecondsLeft(expiresAt)
  if (isDismissed || seconds * 1000 > lead || seconds === 0) return null

  const dismiss = () => setIsDismissed(true)
  return (
    <Dialog
      alert
      title="Your session is about to end"
      onClose={dismiss}
      actions={
        <>
          <Button onClick={dismiss}>Keep working</Button>
          <Button look="primary" onClick={signInAgain}>
            Sign in again now
          </Button>
        </>
      }
    >
      <TimeLeft seconds={seconds} />
      <p>It can’t be extended. Save what you are working on; you can sign in again now and come back to this page.</p>
      {/* Outside of what is read out when the dialog opens, which would be out of date a second later. */}
      <p aria-hidden="true" className="tabular-nums">
        {`Time left: ${secondsInWords(seconds)}`}
      </p>
    </Dialog>
  )
}

/** What is read out when the dialog opens, once: the words of that moment. */
function TimeLeft({ seconds }: { seconds: number }) {
  const [inWords] = useState(seconds > 45 ? 'in about a minute' : seconds > 15 ? 'in less than a minute' : 'in seconds')
  return <p className="sr-only">It ends {inWords}.</p>
}
