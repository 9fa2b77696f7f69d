import { EndIcon } from '../../app/end-icon'
import { endText, type WhyEnded } from '../../app/end-text'

/** Why the person is here. */
export function EndedNotice({ reason }: { reason: WhyEnded | null }) {
  const text = reason && endText[reason]
  if (!text) return null
  const colours = reason === 'reused' ? 'border-warning-line bg-warning-soft' : 'border-transparent bg-accent-soft'
  return (
    <p role="status" className={`flex gap-3 rounded-xl border px-4 py-3 text-sm text-ink ${colours}`}>
      <EndIcon reason={reason} />
      {text}
    </p>
  )
}
