import { useEffect } from 'react'
import { useApp } from './app-context'

/** In this tab alone, and without a secret: that someone is signed in whom a reload signs out. */
const KEY = 'ends-with-reload'

/** Stands within what a session's end takes away, and the note with it. A reload asks nobody. */
export function ReloadNote() {
  const { flow, tokenStorage } = useApp()
  const endsWithReload = flow === 'access-token' && tokenStorage === 'memory'
  useEffect(() => {
    if (!endsWithReload) return
    withStorage((storage) => storage.setItem(KEY, ''))
    return forgetReload
  }, [endsWithReload])
  return null
}

/** Whether a reload has ended a session, and nobody was told yet. */
export function wasEndedByReload(): boolean {
  return withStorage((storage) => storage.getItem(KEY) !== null) ?? false
}

export function forgetReload(): void {
  withStorage((storage) => storage.removeItem(KEY))
}

function withStorage<T>(work: (storage: Storage) => T): T | null {
  try {
    return work(window.sessionStorage)
  } catch {
    // Blocked: nothing is said, then.
    return null
  }
}
