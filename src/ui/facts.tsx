import type { ReactNode } from 'react'

export interface Fact {
  readonly name: string
  readonly value: ReactNode
  readonly note?: string | undefined
}

/** Names and values, one a line. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="grid gap-4 text-sm">
      {facts.map(({ name, value, note }) => (
        <div key={name} className="grid grid-cols-[5.5rem_1fr] gap-x-4">
          <dt className="text-muted">{name}</dt>
          <dd className="wrap-anywhere">
            {/* In an element of its own: a browser's translator takes text away, and React would look for it. */}
            <span>{value}</span>
            {note && <span className="mt-1 block text-muted">{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
