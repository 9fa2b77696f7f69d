/** Stands where data will be, as large as it will be. Appears only when the wait is felt. */
export function Skeleton({ rows, what }: { rows: number; what: string }) {
  return (
    <div aria-busy="true" className="appear-soon">
      <p className="sr-only">Loading {what}…</p>
      <div aria-hidden="true" className="divide-y divide-line rounded-2xl border border-line bg-surface">
        {Array.from({ length: rows }, (_, row) => (
          <div key={row} className="flex items-center justify-between gap-8 px-5 py-4">
            <span className="shimmer h-4 w-2/5 rounded" />
            <span className="shimmer h-4 w-1/5 rounded" />
          </div>
        ))}
      </div>
    </div>
  )
}
