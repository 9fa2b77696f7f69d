import { useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { useLocation } from 'react-router-dom'

/** How tall a page was when it was left, by its entry in the history. */
const heights = new Map<string, number>()

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
  const { key } = useLocation()
  const ref = useRef<HTMLDivElement>(null)
  const [held] = useState(() => heights.get(key))

  useLayoutEffect(() => {
    const element = ref.current
    if (isLoading || !element) return
    return () => void heights.set(key, element.offsetHeight)
  }, [key, isLoading])

  return (
    <div ref={ref} className={className} style={isLoading && held ? { minHeight: held } : undefined}>
      {children}
    </div>
  )
}
