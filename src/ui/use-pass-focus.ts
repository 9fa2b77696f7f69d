import { useLayoutEffect, type RefObject } from 'react'

/**
 * When what has the focus goes away, as a button does with the error that it mended, the page's heading takes it. Otherwise
 * it falls to the top of the page, and a screen reader says nothing.
 */
export function usePassFocus(ref: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = ref.current
    return () => {
      if (element === null || element !== document.activeElement) return
      queueMicrotask(() => {
        if (!element.isConnected) document.querySelector('h1')?.focus({ preventScroll: true })
      })
    }
  }, [ref])
}
