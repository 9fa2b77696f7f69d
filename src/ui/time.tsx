import { clockTime, relativeTime } from './time-in-words'
import { useNow } from './use-now'

interface TimeProps {
  readonly at: number
  /** It has been, whatever this device's clock makes of a time that the server gave. */
  readonly past?: boolean
}

/** A moment as people say it, kept up to date: `5 minutes ago · 14:03`. Goes to the next line as a whole, not in two halves. */
export function Time({ at, past = false }: TimeProps) {
  const words = useNow((now) => relativeTime(past ? Math.min(at, now) : at, now))
  const clock = useNow((now) => clockTime(at, now))
  return (
    <time dateTime={new Date(at).toISOString()} className="inline-block tabular-nums">
      <span>{words}</span>
      <span className="text-muted">
        {' · '}
        <span className="whitespace-nowrap">{clock}</span>
      </span>
    </time>
  )
}
