import type { ReactNode } from 'react'
import { passFocus } from './pass-focus'
import { PageHeading } from './page-heading'

interface MessageProps {
  readonly title: string
  readonly icon?: ReactNode
  readonly children: ReactNode
}

/** A page that has one thing to say, and what to do next. */
export function Message({ title, icon, children }: MessageProps) {
  return (
    <div ref={passFocus} className="grid justify-items-start gap-4 py-10">
      {icon && (
        <span aria-hidden="true" className="grid size-11 place-items-center rounded-xl bg-accent-soft text-accent-text">
          {icon}
        </span>
      )}
      <PageHeading>{title}</PageHeading>
      <div className="grid justify-items-start gap-5 text-muted">{children}</div>
    </div>
  )
}
