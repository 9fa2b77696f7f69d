import { useLoaderData } from 'react-router-dom'
import { Card } from '../../ui/card'
import { Facts } from '../../ui/facts'
import { PageHeading } from '../../ui/page-heading'
import { fullName, ROLE_NAMES, type Person } from '../person'
import { SessionCard } from './session-card'

const ROLE_NOTES = { admin: 'You may see all users.', user: 'You may see your own account.' } as const

export function HomePage() {
  const profile = useLoaderData<Person>()
  return (
    <div className="grid gap-8">
      <PageHeading title="Home">Hello, {profile.firstName || profile.username}</PageHeading>
      <div className="grid gap-6 md:grid-cols-2">
        <Card title="You">
          <Facts
            facts={[
              { name: 'Name', value: fullName(profile) || 'Not given' },
              { name: 'Username', value: profile.username },
              { name: 'Role', value: ROLE_NAMES[profile.role], note: ROLE_NOTES[profile.role] },
            ]}
          />
        </Card>
        <SessionCard />
      </div>
    </div>
  )
}
