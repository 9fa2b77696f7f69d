import type { Notes } from '../environment/environment'
import type { Deliver } from './deliver'
import type { TabLife } from './tab-life'

/** The `localStorage` of one browser profile. */
export interface FakeStorage {
  forTab(life: TabLife): Notes
  /** All that is written there, for a test that looks for secrets. */
  entries(): Record<string, string>
}

export function createFakeStorage(deliver: Deliver): FakeStorage {
  const values = new Map<string, string>()
  const watchers = new Set<{ readonly life: TabLife; readonly listener: (key: string | null) => void }>()

  return {
    entries: () => Object.fromEntries(values),
    forTab: (life) => ({
      read: (key) => values.get(key) ?? null,
      write(key, value) {
        if (life.isDead() || (values.get(key) ?? null) === value) return
        if (value === null) values.delete(key)
        else values.set(key, value)
        for (const watcher of watchers) {
          if (watcher.life === life) continue
          deliver('storage', watcher.life, () => watchers.has(watcher) && watcher.listener(key))
        }
      },
      watch(listener) {
        const watcher = { life, listener }
        watchers.add(watcher)
        const stop = () => void watchers.delete(watcher)
        const forget = life.onDeath(stop)
        return () => {
          forget()
          stop()
        }
      },
    }),
  }
}
