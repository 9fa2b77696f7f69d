import { useRef, useState } from 'react'
import type { Credentials, SignInError } from '../../auth'
import { useAuth, useAuthClient } from '../../auth/react'
import { asSignInError } from './as-sign-in-error'

export interface SignIn {
  /** From the press of the button until the next page takes over. */
  readonly isBusy: boolean
  /** A new object for each failure, so that the same failure twice is told twice. */
  readonly error: SignInError | null
  /** Wall-clock ms until which the server asks not to try again. */
  readonly blockedUntil: number
  /** Gives what it failed on, null when it succeeded or when another try is under way. */
  run(credentials: Credentials): Promise<SignInError | null>
}

/** One sign-in at a time, whoever asks for it: the form or a demo account's button. */
export function useSignIn(): SignIn {
  const auth = useAuthClient()
  const isSignedIn = useAuth((state) => state.status === 'signed-in')
  const isUnderWay = useRef(false)
  const [isTrying, setIsTrying] = useState(false)
  const [error, setError] = useState<SignInError | null>(null)
  const [blockedUntil, setBlockedUntil] = useState(0)

  async function run(credentials: Credentials): Promise<SignInError | null> {
    if (isUnderWay.current) return null
    isUnderWay.current = true
    setIsTrying(true)
    setError(null)
    try {
      await auth.signIn(credentials)
      return null
    } catch (cause) {
      const failed = asSignInError(cause)
      setError(failed)
      if (failed.failure === 'rate-limited' && failed.retryAfter) setBlockedUntil(Date.now() + failed.retryAfter)
      return failed
    } finally {
      isUnderWay.current = false
      setIsTrying(false)
    }
  }

  return { isBusy: isTrying || isSignedIn, error, blockedUntil, run }
}
