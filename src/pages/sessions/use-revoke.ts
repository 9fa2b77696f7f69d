import { useState } from 'react'
import { useRevalidator } from 'react-router-dom'
import { useToast } from '../../app/use-toast'
import { useAuthClient } from '../../auth/react'
import { dismissFailures } from '../../ui/toast-store'
import { outcomeOf, outcomeOfAnswer, WHY_NOT } from './revoke-outcome'

interface Request {
  readonly path: string
  readonly ids: readonly string[]
  /** Begins a sentence. */
  readonly what: string
  readonly done: string
}

/**
 * Ends sessions of other devices. The list shows it at once and takes it back if the server doesn't agree. A session
 * that is ended can't be brought back, which is why it is asked for beforehand and not undone afterwards.
 */
export function useRevoke() {
  const auth = useAuthClient()
  const { revalidate } = useRevalidator()
  const say = useToast()
  const [ended, setEnded] = useState<ReadonlySet<string>>(new Set())
  const [underWay, setUnderWay] = useState(0)

  async function revoke({ path, ids, what, done }: Request): Promise<void> {
    dismissFailures(ids)
    setEnded((before) => new Set([...before, ...ids]))
    setUnderWay((count) => count + 1)
    const wasOffline = !navigator.onLine
    const outcome = await auth.http.delete(path).then(outcomeOfAnswer, (error: unknown) => outcomeOf(error, wasOffline))
    setUnderWay((count) => count - 1)
    if (outcome === 'moot') return
    if (outcome === 'done') say(done)
    else {
      setEnded((before) => new Set([...before].filter((id) => !ids.includes(id))))
      say(`${what} ${WHY_NOT[outcome]}`, ids)
    }
    if (outcome === 'done' || outcome === 'unanswered') await revalidate()
  }

  return { ended, revoke, isUnderWay: underWay > 0 }
}
