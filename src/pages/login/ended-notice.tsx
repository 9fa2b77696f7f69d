import { Info } from 'lucide-react'
import type { EndReason } from '../../auth'

/** Why the person is here, where it was not their own doing. */
const NOTICES: Readonly<Partial<Record<EndReason, string>>> = {
  expired: 'Your session has expired. Sign in to go on where you were.',
  // The server says no more than that it takes the token no longer; as a rule it was ended under "Sessions".
  revoked: 'Your session was ended, from another device or by the server. Sign in to go on where you were.',
  reused:
    'Your session was ended for safety: a key that had been used already came back, so someone may have copied it. Sign in again to get a new one.',
  'signed-out-elsewhere': 'You signed out in another tab.',
}

export function EndedNotice({ reason }: { reason: EndReason | null }) {
  const text = reason && NOTICES[reason]
  if (!text) return null
  return (
    <p role="status" className="flex gap-3 rounded-xl bg-accent-soft px-4 py-3 text-sm text-ink">
      <Info aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-accent-text" />
      {text}
    </p>
  )
}
