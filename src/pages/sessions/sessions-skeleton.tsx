import { Skeleton, SkeletonText } from '../../ui/skeleton'

/** This device, and another one: on a phone more would push the footer off the screen, and one session alone pull it back. */
const ROWS = [false, true]

/** The button above the list and the rows of it, each part where it will be. */
export function SessionsSkeleton() {
  return (
    <Skeleton what="sessions">
      <span className="shimmer block h-10 w-52 rounded-lg" />
      <div className="divide-y divide-line rounded-2xl border border-line bg-surface">
        {ROWS.map((hasButton, row) => (
          <div key={row} className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 p-4 sm:px-5">
            <span className="shimmer size-5 rounded" />
            <div className="flex items-center max-sm:min-h-10">
              <SkeletonText className="h-5 w-2/5 grow" />
            </div>
            {hasButton && <span className="shimmer h-10 w-14 rounded-lg sm:row-span-2 sm:self-start" />}
            <div className="col-[2/-1] grid gap-1 sm:col-[2]">
              <SkeletonText className="h-4 w-3/5" />
              <SkeletonText className="h-4 w-3/5" />
              <SkeletonText className="h-4 w-1/3" />
              <SkeletonText className="h-5 w-16" />
            </div>
          </div>
        ))}
      </div>
    </Skeleton>
  )
}
