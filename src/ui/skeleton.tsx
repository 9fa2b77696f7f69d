import type { ReactNode } from 'react'

interface SkeletonProps {
  readonly what: string
  readonly children: ReactNode
}

/** Stands where data will be, and in its shape. Appears only when the wait is felt. */
export function Skeleton({ what, children }: SkeletonProps) {
  return (
    <div aria-busy="true" className="appear-soon">
      <p className="sr-only">Loading {what}…</p>
      <div aria-hidden="true" className="grid gap-4">
        {children}
      </div>
    </div>
  )
}

/** As tall as a line of text: with the room above and below its letters. */
export function SkeletonText({ className }: { className: string }) {
  return <span className={`shimmer my-0.5 block max-w-56 rounded ${className}`} />
}
