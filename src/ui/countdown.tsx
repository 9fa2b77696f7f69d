import { secondsInWords } from './time-in-words'
import { useSecondsLeft } from './use-seconds-left'

/** Says when the next try is. Not a live region: a screen reader would count along. */
export function Countdown({ until }: { until: number }) {
  const seconds = useSecondsLeft(until)
  return (
    <span className="text-muted tabular-nums">
      {seconds > 0 ? `Next try in ${secondsInWords(seconds)}` : 'Trying…'}
    </span>
  )
}
