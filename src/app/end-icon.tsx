import { Info, TriangleAlert } from 'lucide-react'
import type { WhyEnded } from './end-text'

/** Beside the first line of why the session is over: someone may have to act on it, or need only know. */
export function EndIcon({ reason }: { reason: WhyEnded }) {
  const [Icon, colour] = reason === 'reused' ? [TriangleAlert, 'text-warning'] : [Info, 'text-accent-text']
  return <Icon aria-hidden="true" className={`mt-0.5 size-4 shrink-0 ${colour}`} />
}
