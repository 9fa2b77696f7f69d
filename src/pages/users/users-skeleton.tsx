import { Skeleton } from '../../ui/skeleton'

export function UsersSkeleton() {
  return (
    <div className="grid gap-4">
      {/* As tall as the search field, so that nothing moves when the table comes. */}
      <div aria-hidden="true" className="h-11" />
      <Skeleton rows={8} what="users" />
    </div>
  )
}
