import { CloudOff } from 'lucide-react'
import type { Failure } from '../../ui/use-settled'
import { passingProblemOf, type PassingProblem } from './problem'
import { Retry } from './retry-page'
import { useIsDeferred } from './use-is-deferred'

const REASONS: Record<PassingProblem, string> = {
  unreachable: 'the server can’t be reached',
  busy: 'the server has been asked too much, and wants a rest',
  server: 'the server has a problem',
  malformed: 'something other than the server answered',
}

/**
 * Stands above what is there when nothing newer can be had. Its live region is always there: one that appears together
 * with its text is often not read out.
 */
export function OutOfDate({ failure }: { failure: Failure | null }) {
  const problem = failure && passingProblemOf(failure.error)
  const isSaid = useIsDeferred() && problem !== 'busy'
  return (
    <div
      className={
        failure
          ? 'flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-xl border border-line bg-surface px-4 py-3 text-sm'
          : 'sr-only'
      }
    >
      <p role="status" className="flex items-center gap-2.5">
        {problem && (
          <>
            <CloudOff aria-hidden="true" className="size-4 shrink-0 text-warning" />
            <span>
              {isSaid ? 'What you see may be out of date.' : `What you see may be out of date: ${REASONS[problem]}.`}
            </span>
          </>
        )}
      </p>
      {failure && problem && <Retry problem={problem} {...failure} />}
    </div>
  )
}
