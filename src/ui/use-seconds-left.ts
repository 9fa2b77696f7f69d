import { useCallback, useSyncExternalStore } from 'react'

const SECOND = 1000

/** Whole seconds until then; 0 as soon as it is over. It ticks with that moment, not with the clock, so as not to end late. */
export function useSecondsLeft(until: number): number {
  const subscribe = useCallback(
    (listener: () => void) => {
      let timer: ReturnType<typeof setTimeout>
      const plan = () => {
        const left = until - Date.now()
        if (left > 0) timer = setTimeout(tick, left % SECOND || SECOND)
      }
      const tick = () => {
        listener()
        plan()
      }
      plan()
      return () => clearTimeout(timer)
    },
    [until],
  )
  return useSyncExternalStore(subscribe, () => Math.max(0, Math.ceil((until - Date.now()) / SECOND)))
}
