import { useEffect } from 'react'
import { useLocation } from 'react-router-dom'
import type { User } from '../auth'
import { useUser } from '../auth/react'
import { useSettled, type Settled } from '../ui/use-settled'
import { passingProblemOf } from './errors/problem'

/**
 * What each address showed last. Held by the person as this session knows them, which is a new object for each session and
 * each role: with it goes what was shown, and nobody else can be shown it.
 */
const shown = new WeakMap<User, Map<string, unknown>>()

/** What a page's loader promised, and until it is there what the page showed before. What the server refuses is forgotten. */
export function usePageData<T>(promise: Promise<T>): Settled<T> {
  const { pathname } = useLocation()
  const user = useUser()
  // An address has one page, and that has one kind of data.
  const { value = shown.get(user)?.get(pathname) as T | undefined, failure } = useSettled(promise)
  const isRefused = failure !== null && passingProblemOf(failure.error) === null

  useEffect(() => {
    const answers = shown.get(user) ?? new Map<string, unknown>()
    shown.set(user, answers)
    if (isRefused) answers.delete(pathname)
    else if (value !== undefined) answers.set(pathname, value)
  }, [user, pathname, value, isRefused])

  return { value, failure }
}
