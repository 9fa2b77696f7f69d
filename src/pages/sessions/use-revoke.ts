import { isAxiosError } from 'axios'
import { useState } from 'react'
import { useRevalidator } from 'react-router-dom'
import { problemOf } from '../../app/errors/problem'
import { useToast } from '../../app/use-toast'
import { useAuthClient } from '../../auth/react'

interface Request {
  readonly path: string
  readonly ids: readonly string[]
  readonly done: string
  readonly failed: string
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

  async function revoke({ path, ids, done, failed }: Request): Promise<void> {
    setEnded((before) => new Set([...before, ...ids]))
    try {
      await auth.http.delete(path)
    } catch (error) {
      if (!wasGoneAlready(error)) {
        setEnded((before) => new Set([...before].filter((id) => !ids.includes(id))))
        // A session that is over has no devices to speak of.
        if (problemOf(error) !== 'session-over') say(failed)
        return
      }
    }
    say(done)
    await revalidate()
  }

  return { ended, revoke }
}

function wasGoneAlready(error: unknown): boolean {
  return isAxiosError(error) && error.response?.status === 404
}
