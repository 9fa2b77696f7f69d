import { useSecondsLeft } from '../../ui/use-seconds-left'
import type { SignIn } from './use-sign-in'

/** Whether the server asks this username, and no other, to wait. */
export function useIsBlocked({ block }: SignIn, username: string): boolean {
  return useSecondsLeft(block?.username === username ? block.until : 0) > 0
}
