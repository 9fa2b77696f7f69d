import { Skeleton } from '../../ui/skeleton'

export function UsersSkeleton() {
  return (
    <div className="grid gap-4">
      {/* Where the search field will be, so that nothing moves when the table comes. */}
      <div aria-hidden="true" className="appear-soon h-11 rounded-lg border border-line bg-surface" />
      <Skeleton rows={8} what="users" />
    </div>
  )
}
