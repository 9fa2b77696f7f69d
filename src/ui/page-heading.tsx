import { useEffect, type ReactNode } from 'react'
import { passFocus } from './pass-focus'

const APP_NAME = 'JWT Session Client'

interface PageHeadingProps {
  readonly children: ReactNode
  /** The title of the browser's tab, where it is not the heading itself. */
  readonly title?: string
}

/** A page's one `h1` and its title. Takes the focus when the page is navigated to, and hands it on to what replaces the page. */
export function PageHeading({ children, title }: PageHeadingProps) {
  const name = title ?? (typeof children === 'string' ? children : '')
  useEffect(() => {
    document.title = `${name} · ${APP_NAME}`
  }, [name])

  return (
    <h1 ref={passFocus} tabIndex={-1} className="text-title font-semibold tracking-tight text-balance outline-none">
      {children}
    </h1>
  )
}
