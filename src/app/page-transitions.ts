import { NavigationType, type DataRouter } from 'react-router-dom'

declare global {
  interface Element {
    /** Beside which the page goes on. TypeScript 6.0 does not know of it yet. */
    startViewTransition?: (update: () => void) => ViewTransition
  }
}

/**
 * Fades from one page to the next, where the browser can do so within `<main>`: with the document as a whole, whatever is
 * pressed meanwhile is lost, "Sign out" too. It waits for nothing, and any press, newer state of the router or end of the
 * session ends it at once. docs/decisions/0010
 */
export function withTransitions(router: DataRouter): DataRouter {
  const subscribe: DataRouter['subscribe'] = (listener) => {
    let shown = router.state.location
    let transition: ViewTransition | null = null
    /** What the browser has not asked for yet: it takes its picture of the old page first. */
    let update: (() => void) | null = null
    const over = new AbortController()

    function finish() {
      update?.()
      transition?.skipTransition()
    }
    for (const press of ['pointerdown', 'keydown']) {
      window.addEventListener(press, finish, { capture: true, signal: over.signal })
    }

    const stop = router.subscribe((state, options) => {
      finish()
      const isNextPage = state.historyAction === NavigationType.Push && state.location.pathname !== shown.pathname
      shown = state.location
      const scope = isNextPage ? document.querySelector('main') : null
      if (!scope?.startViewTransition || !isSeen()) return listener(state, options)

      const show = (flushSync = false) => {
        if (update !== show) return
        update = null
        listener(state, { ...options, flushSync })
      }
      update = show
      transition = scope.startViewTransition(() => show(true))
      // That it was ended is no error.
      transition.ready.catch(() => undefined)
    })

    return () => {
      stop()
      over.abort()
      update = null
      finish()
    }
  }
  return Object.create(router, { subscribe: { value: subscribe } }) as DataRouter
}

function isSeen(): boolean {
  return document.visibilityState === 'visible' && !window.matchMedia('(prefers-reduced-motion: reduce)').matches
}
