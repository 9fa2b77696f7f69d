import { CircleCheck, TriangleAlert } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { secondsInWords } from '../../ui/time-in-words'
import { useSecondsLeft } from '../../ui/use-seconds-left'
import { failureText } from './failure-text'
import type { SignIn } from './use-sign-in'

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
  const wait = missing.length === 0 && error?.retryAfter ? block : null
  const seconds = useSecondsLeft(wait?.until ?? 0)
  if (isBusy || (missing.length === 0 && !error)) return null

  const isOver = wait !== null && seconds === 0
  const Icon = isOver ? CircleCheck : TriangleAlert
  return (
    <div
      ref={ref}
      tabIndex={-1}
      className={`flex gap-3 rounded-xl border px-4 py-3 text-sm ${isOver ? 'border-line bg-surface' : 'border-danger-line bg-danger-soft'}`}
    >
      <Icon aria-hidden="true" className={`mt-0.5 size-4 shrink-0 ${isOver ? 'text-success' : 'text-danger-text'}`} />
      <div className="grid gap-1 wrap-anywhere">
        <p role="alert">
          {isOver
            ? `You can try again as ${wait.username} now.`
            : missing.length > 0
              ? missing.join(' ')
              : error && failureText[error.failure]}
        </p>
        {wait && !isOver && (
          // Beside the alert, not in it: a screen reader would count along.
          <p className="tabular-nums text-muted">
            {/* One text: of several, a browser's translator takes away the one that React counts in. */}
            {`You can try again as ${wait.username} in ${secondsInWords(seconds)}.`}
          </p>
        )}
      </div>
    </div>
  )
}
