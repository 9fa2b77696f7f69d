import { useStore } from 'zustand'
import type { AuthState } from '../state'
import { useAuthClient } from './auth-context'

/**
 * What a component needs to know of the session: it renders again only when the selected value changes. Select plain
 * values or what stands in the state; a new object at each call would render without end.
 */
export function useAuth<T>(select: (state: AuthState) => T): T {
  return useStore(useAuthClient().store, select)
}
