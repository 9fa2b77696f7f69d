import { withTabStorage } from '../ui/tab-storage'

const KEY = 'last-user'

/**
 * Id of whose session was the last one in this tab, where the page comes by a reload or out of the history: its address is that
 * person's, then. One that was typed or followed is that of whoever is here now.
 */
export function lastUserHere(): string | null {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  if (navigation?.type === 'navigate') return null
  return withTabStorage((storage) => storage.getItem(KEY))
}

export function noteLastUser(id: string): void {
  withTabStorage((storage) => storage.setItem(KEY, id))
}
