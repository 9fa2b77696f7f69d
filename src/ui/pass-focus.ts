import type { RefCallback } from 'react'

/**
 * A `ref` for what may go away while the focus is on it or in it, as a button does with the error that it mended: the
 * page's heading takes the focus then. Otherwise it falls to the top of the page, and a screen reader says nothing.
 */
export const passFocus: RefCallback<HTMLElement> = (element) => () => {
  if (!element?.contains(document.activeElement)) return
  queueMicrotask(() => {
    if (!element.isConnected) document.querySelector('h1')?.focus({ preventScroll: true })
  })
}
