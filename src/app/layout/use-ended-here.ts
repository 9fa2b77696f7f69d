import { useState } from 'react'
import { useLocation } from 'react-router-dom'
import type { EndReason } from '../../auth'
import { useEndReason } from '../use-end-reason'

/** Why the session ended under the page that one reads; null as soon as one goes elsewhere. */
export function useEndedHere(): EndReason | null {
  const { key } = useLocation()
  const reason = useEndReason()
  const [end, setEnd] = useState({ reason, at: key })
  if (end.reason !== reason) setEnd({ reason, at: key })
  return end.at === key ? reason : null
}
