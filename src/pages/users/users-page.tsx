import { useLoaderData } from 'react-router-dom'
import { OutOfDate } from '../../app/errors/out-of-date'
import { passingProblemOf } from '../../app/errors/problem'
import { ProblemMessage } from '../../app/errors/problem-message'
import { usePageData } from '../../app/use-page-data'
import { HoldPlace } from '../../ui/hold-place'
import { PageHeading } from '../../ui/page-heading'
import type { UsersData } from './load-users'
import { UsersSkeleton } from './users-skeleton'
import { UsersTable } from './users-table'

export function UsersPage() {
  const { value: users, failure } = usePageData(useLoaderData<UsersData>().users)
  if (failure && !(users && passingProblemOf(failure.error))) return <ProblemMessage {...failure} />
  return (
    // As tall as the window at least: the footer would be moved by the table that comes, and by each letter of a search.
    <HoldPlace isLoading={!users} className="grid min-h-dvh grid-cols-1 content-start gap-6">
      <PageHeading>Users</PageHeading>
      <OutOfDate failure={failure} />
      {users ? <UsersTable users={users} /> : <UsersSkeleton />}
    </HoldPlace>
  )
}
