import { useNow } from '../../ui/use-now'

export function useIsBlocked(until: number): boolean {
  return useNow() < until
}
