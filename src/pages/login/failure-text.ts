import type { SignInFailure } from '../../auth'

/** What happened and what to do next. Only the first two are about what was typed. */
export const failureText: Readonly<Record<SignInFailure, string>> = {
  'invalid-credentials': 'This username and password don’t go together. Check both and try again.',
  'invalid-request':
    'The server does not accept this sign-in. Check both fields and try again. If they are right, the account may be locked.',
  'rate-limited': 'Too many tries in a short time. Wait a little before the next one.',
  unreachable: 'The server can’t be reached, so nothing was checked. Check your connection and try again.',
  server: 'The server has a problem, so nothing was checked. What you typed is not at fault. Try again in a moment.',
  'malformed-answer':
    'Something other than the sign-in server answered. On a public Wi-Fi, open its own page first, then try again.',
  superseded: 'Another tab signed in or out at the same moment. Try again.',
}
