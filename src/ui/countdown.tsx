import { secondsInWords } from './time-in-words'
import { useNow } from './use-now'

/** Says when the next try is. Not a live region: a screen reader would count along. */
export function Countdown({ until }: { until: number }) {
  const seconds = Math.max(0, Math.round((until - useNow()) / 1000))
  return (
    <span className="text-muted tabular-nums">
      {seconds > 0 ? `Next try in ${secondsInWords(seconds)}` : 'Trying…'}
    </span>
  )
}
