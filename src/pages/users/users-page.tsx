import { useLoaderData } from 'react-router-dom'
import { ProblemMessage } from '../../app/errors/problem-message'
import { HoldPlace } from '../../ui/hold-place'
import { PageHeading } from '../../ui/page-heading'
import { useSettled } from '../../ui/use-settled'
import type { UsersData } from './load-users'
import { UsersSkeleton } from './users-skeleton'
import { UsersTable } from './users-table'

export function UsersPage() {
  const users = useSettled(useLoaderData<UsersData>().users)
  if (users.status === 'failed') return <ProblemMessage error={users.error} isRetried={users.isRetried} />
  return (
    // As tall as the window at least: the footer would be moved by the table that comes, and by each letter of a search.
    <HoldPlace isLoading={users.status === 'pending'} className="grid min-h-dvh content-start gap-6">
      <PageHeading>Users</PageHeading>
      {users.status === 'done' ? <UsersTable users={users.value} /> : <UsersSkeleton />}
    </HoldPlace>
  )
}
