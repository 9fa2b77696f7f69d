import { useEffect, useState } from 'react'

export type Settled<T> =
  | { readonly status: 'pending' }
  | { readonly status: 'done'; readonly value: T }
  /** `isRetried`: newer data is on its way. */
  | { readonly status: 'failed'; readonly error: unknown; readonly isRetried: boolean }

const PENDING = { status: 'pending' } as const

/**
 * What became of a promise. Not React's `use`, which throws what failed to an error boundary: that is logged to the
 * console, request and token and all. While newer data is on its way, what was there stays, failure or not.
 */
export function useSettled<T>(promise: Promise<T>): Settled<T> {
  const [settled, setSettled] = useState<Settled<T>>(PENDING)

  useEffect(() => {
    let isCurrent = true
    const settle = (outcome: Settled<T>) => {
      if (isCurrent) setSettled(outcome)
    }
    // eslint-disable-next-line react-hooks/set-state-in-effect -- one more render, and only after a failure
    setSettled((before) => (before.status === 'failed' ? { ...before, isRetried: true } : before))
    promise.then(
      (value) => settle({ status: 'done', value }),
      (error: unknown) => settle({ status: 'failed', error, isRetried: false }),
    )
    return () => {
      isCurrent = false
    }
  }, [promise])

  return settled
}
