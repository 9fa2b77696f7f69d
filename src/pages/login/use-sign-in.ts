import { useRef, useState } from 'react'
import { SignInError, type Credentials } from '../../auth'
import { useAuth, useAuthClient } from '../../auth/react'
import { asSignInError } from './as-sign-in-error'

/** For whom the server asks not to try again, and until when (wall-clock ms). */
interface Block {
  readonly username: string
  readonly until: number
}

export interface SignIn {
  /** From the press of the button until the next page takes over. */
  readonly isBusy: boolean
  /** Whose sign-in it is. */
  readonly username: string | null
  /** A new object for each failure, so that the same failure twice is told twice. */
  readonly error: SignInError | null
  readonly block: Block | null
  /** Gives what it failed on, null when it succeeded or when another try is under way. Who is blocked is told so again. */
  run(credentials: Credentials): Promise<SignInError | null>
  /** What the last try failed on says nothing of the next, not even where that is never sent. */
  forget(): void
}

/** One sign-in at a time, whoever asks for it: the form or a demo account's button. */
export function useSignIn(): SignIn {
  const auth = useAuthClient()
  const isSignedIn = useAuth((state) => state.status === 'signed-in')
  const isUnderWay = useRef(false)
  const [isTrying, setIsTrying] = useState(false)
  const [username, setUsername] = useState<string | null>(null)
  const [error, setError] = useState<SignInError | null>(null)
  const [block, setBlock] = useState<Block | null>(null)

  async function run(credentials: Credentials): Promise<SignInError | null> {
    if (isUnderWay.current) return null
    if (block?.username === credentials.username && block.until > Date.now()) {
      const retryAfter = block.until - Date.now()
      const failed = new SignInError('rate-limited', 'The server asked to wait, and is not asked again yet.', {
        retryAfter,
      })
      setError(failed)
      return failed
    }
    isUnderWay.current = true
    setIsTrying(true)
    setUsername(credentials.username)
    setError(null)
    try {
      await auth.signIn(credentials)
      return null
    } catch (cause) {
      const failed = asSignInError(cause)
      setError(failed)
      if (failed.failure === 'rate-limited' && failed.retryAfter) {
        setBlock({ username: credentials.username, until: Date.now() + failed.retryAfter })
      }
      return failed
    } finally {
      isUnderWay.current = false
      setIsTrying(false)
    }
  }

  return { isBusy: isTrying || isSignedIn, username, error, block, run, forget: () => setError(null) }
}
