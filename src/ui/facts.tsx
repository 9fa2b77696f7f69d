import type { ReactNode } from 'react'

export interface Fact {
  readonly name: string
  readonly value: ReactNode
  readonly note?: string | undefined
}

/** Names and values, one a line. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    // Values below their names where there is no room beside them: on a phone with large text.
    <dl className="@container grid gap-4 text-sm">
      {facts.map(({ name, value, note }) => (
        <div key={name} className="grid gap-x-4 @min-[14rem]:grid-cols-[5.5rem_1fr]">
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
