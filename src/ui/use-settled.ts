import { useEffect, useState } from 'react'

export interface Failure {
  readonly error: unknown
  /** Wall-clock ms. */
  readonly at: number
  /** Newer data is on its way. */
  readonly isRetried: boolean
}

export interface Settled<T> {
  /** What came last; none yet, or none at all, where it is undefined. */
  readonly value: T | undefined
  /** Why there is nothing newer. */
  readonly failure: Failure | null
}

const PENDING = { value: undefined, failure: null } as const

/**
 * What became of a promise. Not React's `use`, which throws what failed to an error boundary: that is logged to the
 * console, request and token and all. While newer data is on its way, and where it can't be had, what was there stays.
 */
export function useSettled<T>(promise: Promise<T>): Settled<T> {
  const [settled, setSettled] = useState<Settled<T>>(PENDING)

  useEffect(() => {
    let isCurrent = true
    const settle = (outcome: (before: Settled<T>) => Settled<T>) => {
      if (isCurrent) setSettled(outcome)
    }
    // eslint-disable-next-line react-hooks/set-state-in-effect -- one more render, and only after a failure
    setSettled((before) => (before.failure ? { ...before, failure: { ...before.failure, isRetried: true } } : before))
    promise.then(
      (value) => settle(() => ({ value, failure: null })),
      (error: unknown) => settle(({ value }) => ({ value, failure: { error, at: Date.now(), isRetried: false } })),
    )
    return () => {
      isCurrent = false
    }
  }, [promise])

  return settled
}
