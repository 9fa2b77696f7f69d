import { useSyncExternalStore } from 'react'

// Tailwind's `md`.
const WIDE = '(width >= 48rem)'

function subscribe(listener: () => void): () => void {
  const query = window.matchMedia(WIDE)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

/** For what has another order in a wide window: by style alone, the Tab key would not go by what one sees. */
export function useIsWide(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(WIDE).matches)
}
