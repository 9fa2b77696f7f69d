import { useLoaderData } from 'react-router-dom'
import { OutOfDate } from '../../app/errors/out-of-date'
import { passingProblemOf } from '../../app/errors/problem'
import { ProblemMessage } from '../../app/errors/problem-message'
import { usePageData } from '../../app/use-page-data'
import { HoldPlace } from '../../ui/hold-place'
import { PageHeading } from '../../ui/page-heading'
import type { SessionsData } from './load-sessions'
import { SessionList } from './session-list'
import { SessionsSkeleton } from './sessions-skeleton'

export function SessionsPage() {
  const { value: sessions, failure } = usePageData(useLoaderData<SessionsData>().sessions)
  if (failure && !(sessions && passingProblemOf(failure.error))) return <ProblemMessage {...failure} />
  return (
    <HoldPlace isLoading={!sessions} className="grid grid-cols-1 content-start gap-6">
      <div className="grid gap-2">
        <PageHeading>Sessions</PageHeading>
        <p className="text-muted">The devices on which you are signed in. Sign out any that you don’t recognise.</p>
      </div>
      <OutOfDate failure={failure} />
      {sessions ? <SessionList sessions={sessions} /> : <SessionsSkeleton />}
    </HoldPlace>
  )
}
