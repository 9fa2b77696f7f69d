import { useEffect } from 'react'
import { useLocation, useNavigate } from 'react-router-dom'
import * as v from 'valibot'
import { useEndReason } from '../../app/use-end-reason'
import type { EndReason } from '../../auth'

const Kept = v.object({ ended: v.picklist(['expired', 'revoked', 'reused', 'signed-out-elsewhere']) })

/**
 * Why the session ended. Kept in this entry of the history, since the engine forgets it with a reload: it says nothing of
 * whose session that was, and goes when the page to come takes the entry over.
 */
export function useReasonToBeHere(): EndReason | null {
  const reason = useEndReason()
  const location = useLocation()
  const navigate = useNavigate()
  const kept = v.is(Kept, location.state) ? location.state.ended : null

  useEffect(() => {
    const state = { ended: reason }
    if (reason === kept || !v.is(Kept, state)) return
    void navigate(location, { replace: true, state, preventScrollReset: true })
  }, [reason, kept, location, navigate])

  return reason ?? kept
}
