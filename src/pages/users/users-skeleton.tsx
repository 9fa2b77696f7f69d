import { Skeleton, SkeletonText } from '../../ui/skeleton'
import { COLUMNS } from './view'

const ROWS = 8

/** The search field, the caption, the titles and some rows, each where it will be. */
export function UsersSkeleton() {
  return (
    <Skeleton what="users">
      <div className="h-11 rounded-lg border border-line bg-surface" />
      <div className="rounded-2xl border border-line bg-surface">
        <div className="px-2.5 pt-4 sm:px-5">
          <SkeletonText className="h-4 w-16" />
        </div>
        <Row className="py-3.5" bar="w-1/3" />
        <div className="divide-y divide-line border-t border-line">
          {Array.from({ length: ROWS }, (_, row) => (
            <Row key={row} className="py-3" bar="w-2/3" />
          ))}
        </div>
      </div>
    </Skeleton>
  )
}

function Row({ className, bar }: { className: string; bar: string }) {
  return (
    <div className="flex">
      {COLUMNS.map(({ key, width }) => (
        <div key={key} className={`px-2.5 sm:px-5 ${width} ${className}`}>
          <SkeletonText className={`h-4 ${bar}`} />
        </div>
      ))}
    </div>
  )
}
