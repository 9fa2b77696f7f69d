import { Info } from 'lucide-react'
import { endText, type WhyEnded } from '../../app/end-text'

/** Why the person is here. */
export function EndedNotice({ reason }: { reason: WhyEnded | null }) {
  const text = reason && endText[reason]
  if (!text) return null
  return (
    <p role="status" className="flex gap-3 rounded-xl bg-accent-soft px-4 py-3 text-sm text-ink">
      <Info aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-accent-text" />
      {text}
    </p>
  )
}
