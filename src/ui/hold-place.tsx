import { useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { useLocation } from 'react-router-dom'
import * as v from 'valibot'
import { passFocus } from './pass-focus'
import { withTabStorage } from './tab-storage'

const KEY = 'page-heights'
const KEPT = 50

const Kept = v.array(v.object({ page: v.string(), height: v.number() }))

/** How tall a page was when it was left, by its entry in the history and its path. Outlives a reload, as the scroll position does. */
const heights = withTabStorage(read) ?? new Map<string, number>()

function read(storage: Storage): Map<string, number> {
  const kept: unknown = JSON.parse(storage.getItem(KEY) ?? '[]')
  return new Map(v.parse(Kept, kept).map(({ page, height }) => [page, height]))
}

/** Where it is blocked or full the page is scrolled to less well after a reload, and that is all. */
function keep(): void {
  const kept: v.InferOutput<typeof Kept> = Array.from(heights, ([page, height]) => ({ page, height }))
  withTabStorage((storage) => storage.setItem(KEY, JSON.stringify(kept.slice(-KEPT))))
}

interface HoldPlaceProps {
  readonly isLoading: boolean
  readonly className: string
  readonly children: ReactNode
}

/**
 * Is as tall as the page was when it was left, until its data is there again. Otherwise the Back button leads to a page
 * that is too short to be scrolled to where one was.
 */
export function HoldPlace({ isLoading, className, children }: HoldPlaceProps) {
  const { key, pathname } = useLocation()
  // The entries of all pages that were opened by their address have one and the same key.
  const page = `${key} ${pathname}`
  const ref = useRef<HTMLDivElement>(null)
  const [held] = useState(() => heights.get(page))

  // A message may take the whole page's place, and the focus was on something in it.
  useLayoutEffect(() => passFocus(ref.current), [])

  useLayoutEffect(() => {
    const element = ref.current
    if (isLoading || !element) return
    const note = () => {
      heights.set(page, element.offsetHeight)
      keep()
    }
    window.addEventListener('pagehide', note)
    return () => {
      window.removeEventListener('pagehide', note)
      note()
    }
  }, [page, isLoading])

  return (
    // Around the page's own element, whose least height would not count beside this one.
    <div ref={ref} style={isLoading && held ? { minHeight: held } : undefined}>
      <div className={className}>{children}</div>
    </div>
  )
}
