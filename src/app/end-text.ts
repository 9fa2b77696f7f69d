import type { EndReason } from '../auth'

/** Why the session is over, where it was not the person's own doing here. */
export const endText: Readonly<Partial<Record<EndReason, string>>> = {
  expired: 'Your session has expired. Sign in to go on where you were.',
  // The server says no more than that it takes the token no longer; as a rule it was ended under "Sessions".
  revoked: 'Your session was ended, from another device or by the server. Sign in to go on where you were.',
  reused:
    'Your session was ended for safety: a key that had been used already came back, so someone may have copied it. Sign in again to get a new one.',
  'signed-out-elsewhere': 'You signed out in another tab.',
}
