import { useEffect } from 'react'
import { withTabStorage } from '../ui/tab-storage'
import { useApp } from './app-context'

/** In this tab alone, and without a secret: that someone is signed in whom a reload signs out. */
const KEY = 'ends-with-reload'

/** Stands within what a session's end takes away, and the note with it. A reload asks nobody. */
export function ReloadNote() {
  const { flow, tokenStorage } = useApp()
  const endsWithReload = flow === 'access-token' && tokenStorage === 'memory'
  useEffect(() => {
    if (!endsWithReload) return
    withTabStorage((storage) => storage.setItem(KEY, ''))
    return forgetReload
  }, [endsWithReload])
  return null
}

/** Whether a reload has ended a session, and nobody was told yet. */
export function wasEndedByReload(): boolean {
  return withTabStorage((storage) => storage.getItem(KEY) !== null) ?? false
}

export function forgetReload(): void {
  withTabStorage((storage) => storage.removeItem(KEY))
}
