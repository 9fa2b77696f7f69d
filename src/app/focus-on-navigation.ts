import { use, useEffect, useRef } from 'react'
import { useLocation } from 'react-router-dom'
import { GenerationContext } from './generation-context'

/**
 * Moves the focus to the new page's heading, so that a screen reader tells where one is and Tab goes on from there. A
 * browser does the same at a real page load, which is why the first page is left alone.
 */
export function useFocusOnNavigation(): void {
  const { pathname, hash } = useLocation()
  const isFirstPage = use(GenerationContext) === 0
  const focusedFor = useRef(isFirstPage ? pathname : null)

  useEffect(() => {
    if (focusedFor.current === pathname) return
    focusedFor.current = pathname
    // Where the address names a place on the page, that is where one is.
    if (document.getElementById(hash.slice(1))) return
    document.querySelector('h1')?.focus({ preventScroll: true })
  }, [pathname, hash])
}
