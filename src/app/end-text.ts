import type { EndReason } from '../auth'

/** What the engine says of it, and what only this page knows. */
export type WhyEnded = EndReason | 'reloaded'

/** Why the session is over, where it was not the person's own doing here. */
export const endText: Readonly<Partial<Record<WhyEnded, string>>> = {
  expired: 'Your session has expired. Sign in to go on where you were.',
  // The server says no more than that it takes the token no longer; as a rule it was ended under "Sessions".
  revoked: 'Your session was ended, from another device or by the server. Sign in to go on where you were.',
  // There is no page here to change a password on: another app of the same API may have one.
  reused:
    'Your session was ended for safety: a key of it was used twice, so someone may have copied it. Sign in again, end what you don’t recognise under Sessions, and change your password if you can.',
  reloaded:
    'Reloading or leaving the page ended your session, since nothing of it is kept here. Sign in to go on where you were.',
  'signed-out-elsewhere': 'You signed out in another tab.',
}
