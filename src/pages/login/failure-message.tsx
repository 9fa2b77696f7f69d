import { TriangleAlert } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { secondsInWords } from '../../ui/time-in-words'
import { useSecondsLeft } from '../../ui/use-seconds-left'
import { failureText } from './failure-text'
import type { Block, SignIn } from './use-sign-in'

type FieldErrors = Readonly<Record<string, { message?: string } | undefined>>

interface FailureMessageProps {
  readonly fieldErrors: FieldErrors
  readonly signIn: SignIn
}

/** The form's one alert: what is missing, or what the server said. The latter takes the focus; what is missing gives it to its field. */
export function FailureMessage({ fieldErrors, signIn: { error, isBusy, block } }: FailureMessageProps) {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (error) ref.current?.focus()
  }, [error])

  const missing = Object.values(fieldErrors).flatMap((each) => each?.message ?? [])
  if (isBusy || (missing.length === 0 && !error)) return null
  return (
    <div
      ref={ref}
      tabIndex={-1}
      className="flex gap-3 rounded-xl border border-danger-line bg-danger-soft px-4 py-3 text-sm"
    >
      <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-danger-text" />
      <div className="grid gap-1">
        <p role="alert">{missing.length > 0 ? missing.join(' ') : error && failureText[error.failure]}</p>
        {error?.retryAfter && missing.length === 0 && block && <Wait {...block} />}
      </div>
    </div>
  )
}

/** Beside the alert, not in it: a screen reader would count along. */
function Wait({ username, until }: Block) {
  const seconds = useSecondsLeft(until)
  return (
    <p className="wrap-anywhere tabular-nums text-muted">
      {seconds > 0
        ? `You can try again as ${username} in ${secondsInWords(seconds)}.`
        : `You can try again as ${username} now.`}
    </p>
  )
}
