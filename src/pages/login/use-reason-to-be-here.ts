import { useEffect, useState } from 'react'
import { useLocation, useNavigate } from 'react-router-dom'
import * as v from 'valibot'
import type { WhyEnded } from '../../app/end-text'
import { forgetReload, wasEndedByReload } from '../../app/reload-note'
import { useEndReason } from '../../app/use-end-reason'

const Kept = v.object({ ended: v.picklist(['expired', 'revoked', 'reused', 'reloaded', 'signed-out-elsewhere']) })

/**
 * Why the session ended. Kept in this entry of the history, since the engine forgets it with a reload: it says nothing of
 * whose session that was, and goes when the page to come takes the entry over.
 */
export function useReasonToBeHere(): WhyEnded | null {
  const [wasReloaded] = useState(wasEndedByReload)
  const reason = useEndReason() ?? (wasReloaded ? 'reloaded' : null)
  const location = useLocation()
  const navigate = useNavigate()
  const kept = v.is(Kept, location.state) ? location.state.ended : null

  // Told once.
  useEffect(forgetReload, [])

  useEffect(() => {
    const state = { ended: reason }
    if (reason === kept || !v.is(Kept, state)) return
    void navigate(location, { replace: true, state, preventScrollReset: true })
  }, [reason, kept, location, navigate])

  return reason ?? kept
}
