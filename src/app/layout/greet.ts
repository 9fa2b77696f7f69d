import type { AuthState } from '../../auth'
import { showToast } from '../../ui/toast-store'

/** To who is signed in all of a sudden, by another tab and in somebody else's place. */
export function greet({ user, epoch }: Extract<AuthState, { status: 'signed-in' }>): void {
  showToast(`You are now signed in as ${user.firstName.trim() || user.username}.`, epoch)
}
