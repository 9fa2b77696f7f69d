import { useLoaderData } from 'react-router-dom'
import * as v from 'valibot'
import { OutOfDate } from '../../app/errors/out-of-date'
import { passingProblemOf } from '../../app/errors/problem'
import { ProblemMessage } from '../../app/errors/problem-message'
import { fullName } from '../../app/full-name'
import { useUser } from '../../auth/react'
import { Card } from '../../ui/card'
import { Facts } from '../../ui/facts'
import { PageHeading } from '../../ui/page-heading'
import { useSettled } from '../../ui/use-settled'
import { Person, ROLE_NAMES } from '../person'
import type { ProfileData } from './load-profile'
import { SessionCard } from './session-card'

const ROLE_NOTES = { admin: 'You may see all users.', user: 'You may see your own account.' } as const

/** Greets who signed in, as the session knows them, and takes over what the server says as soon as it does. */
export function HomePage() {
  const known = useUser()
  const { value: profile = v.parse(Person, known), failure } = useSettled(useLoaderData<ProfileData>().profile)
  if (failure && !passingProblemOf(failure.error)) return <ProblemMessage {...failure} />
  return (
    <div className="grid grid-cols-1 gap-8">
      <PageHeading title="Home">
        Hello, <bdi>{profile.firstName || profile.username}</bdi>
      </PageHeading>
      <OutOfDate failure={failure} />
      <div className="grid gap-6 md:grid-cols-2">
        <Card title="You">
          <Facts
            facts={[
              { name: 'Name', value: <bdi>{fullName(profile) || 'Not given'}</bdi> },
              { name: 'Username', value: <bdi>{profile.username}</bdi> },
              { name: 'Role', value: ROLE_NAMES[profile.role], note: ROLE_NOTES[profile.role] },
            ]}
          />
        </Card>
        <SessionCard />
      </div>
    </div>
  )
}
