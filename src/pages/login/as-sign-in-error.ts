import { SignInError } from '../../auth'

/** The engine throws nothing else; should it do so all the same, the form still says something. */
export function asSignInError(error: unknown): SignInError {
  if (error instanceof SignInError) return error
  return new SignInError('malformed-answer', 'The sign-in failed for an unknown reason.', { cause: error })
}
