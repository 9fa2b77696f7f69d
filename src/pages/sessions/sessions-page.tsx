import { useLoaderData } from 'react-router-dom'
import { OutOfDate } from '../../app/errors/out-of-date'
import { passingProblemOf } from '../../app/errors/problem'
import { ProblemMessage } from '../../app/errors/problem-message'
import { HoldPlace } from '../../ui/hold-place'
import { PageHeading } from '../../ui/page-heading'
import { Skeleton } from '../../ui/skeleton'
import { useSettled } from '../../ui/use-settled'
import type { SessionsData } from './load-sessions'
import { SessionList } from './session-list'

export function SessionsPage() {
  const { value: sessions, failure } = useSettled(useLoaderData<SessionsData>().sessions)
  if (failure && !(sessions && passingProblemOf(failure.error))) return <ProblemMessage {...failure} />
  return (
    <HoldPlace isLoading={!sessions} className="grid grid-cols-1 content-start gap-6">
      <div className="grid gap-2">
        <PageHeading>Sessions</PageHeading>
        <p className="text-muted">
          The devices on which you are signed in. End each that you don’t know or don’t use any more.
        </p>
      </div>
      <OutOfDate failure={failure} />
      {sessions ? <SessionList sessions={sessions} /> : <Skeleton rows={3} what="sessions" />}
    </HoldPlace>
  )
}
