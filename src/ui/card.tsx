import { useId, type ReactNode } from 'react'

interface CardProps {
  readonly title: string
  readonly children: ReactNode
}

export function Card({ title, children }: CardProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="rounded-2xl border border-line bg-surface p-5 sm:p-6">
      <h2 id={id} className="mb-4 font-semibold tracking-tight">
        {title}
      </h2>
      {children}
    </section>
  )
}
