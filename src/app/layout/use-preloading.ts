import type { SyntheticEvent } from 'react'
import { useHref } from 'react-router-dom'
import { pageModules, preload, type PagePath } from '../page-modules'

/**
 * Handlers for what has links in it: the code of the page that one leads to is fetched as soon as it looks as if it will
 * be wanted. For all of them at once: a link in a page can't know of the pages' code, which it is part of.
 */
export function usePreloading() {
  const prefix = useHref('/').replace(/\/$/, '')

  function fetchCode({ target }: SyntheticEvent) {
    const link = target instanceof Element && target.closest('a')
    if (!link || link.origin !== window.location.origin) return
    const path = link.pathname.slice(prefix.length)
    if (isPage(path)) preload(path)
  }

  return { onPointerOver: fetchCode, onFocus: fetchCode }
}

function isPage(path: string): path is PagePath {
  return Object.hasOwn(pageModules, path)
}
