import { useLoaderData } from 'react-router-dom'
import { ProblemMessage } from '../../app/errors/problem-message'
import { HoldPlace } from '../../ui/hold-place'
import { PageHeading } from '../../ui/page-heading'
import { Skeleton } from '../../ui/skeleton'
import { useSettled } from '../../ui/use-settled'
import type { SessionsData } from './load-sessions'
import { SessionList } from './session-list'

export function SessionsPage() {
  const sessions = useSettled(useLoaderData<SessionsData>().sessions)
  if (sessions.status === 'failed') return <ProblemMessage error={sessions.error} isRetried={sessions.isRetried} />
  return (
    <HoldPlace isLoading={sessions.status === 'pending'} className="grid content-start gap-6">
      <div className="grid gap-2">
        <PageHeading>Sessions</PageHeading>
        <p className="text-muted">
          The devices on which you are signed in. End each that you don’t know or don’t use any more.
        </p>
      </div>
      {sessions.status === 'done' ? <SessionList sessions={sessions.value} /> : <Skeleton rows={3} what="sessions" />}
    </HoldPlace>
  )
}
