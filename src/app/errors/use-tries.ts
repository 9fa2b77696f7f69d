import { useEffect, useRef } from 'react'

/** ms; each wait is twice the one before, with a quarter of it left to chance, so that a crowd does not come back at once. */
const FIRST = 4000
const LONGEST = 60_000

/**
 * Calls `again` now and then while the page can be seen, when it is seen again, and once the browser has its network back.
 * That a server answers again, no browser tells.
 */
export function useTries(again: () => unknown): void {
  const latest = useRef(again)
  useEffect(() => {
    latest.current = again
  }, [again])

  useEffect(() => {
    let wait = FIRST
    let timer: ReturnType<typeof setTimeout>
    const tryNow = () => {
      if (document.visibilityState === 'visible') latest.current()
    }
    const plan = () => {
      timer = setTimeout(
        () => {
          wait = Math.min(2 * wait, LONGEST)
          tryNow()
          plan()
        },
        wait * (0.75 + Math.random() / 4),
      )
    }
    plan()
    window.addEventListener('online', tryNow)
    document.addEventListener('visibilitychange', tryNow)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('online', tryNow)
      document.removeEventListener('visibilitychange', tryNow)
    }
  }, [])
}
