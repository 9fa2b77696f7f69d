import { Link } from 'react-router-dom'
import { useApp } from '../../app/app-context'
import { useAuth } from '../../auth/react'
import { Card } from '../../ui/card'
import { Facts } from '../../ui/facts'
import { Time } from '../../ui/time'

const WAYS = {
  'refresh-token': {
    end: 'Renewed by itself before that, for as long as this page is open. It ends when you sign out.',
    noEnd: 'When you sign out, or when the server says so.',
  },
  'access-token': {
    end: 'Nothing can renew it: you will be asked to sign in again.',
    noEnd: 'When you sign out, or when the server says so.',
  },
} as const

/** This session in plain words, kept up to date. */
export function SessionCard() {
  const { flow } = useApp()
  const startedAt = useAuth((state) => (state.status === 'signed-in' ? state.startedAt : 0))
  const renewedAt = useAuth((state) => (state.status === 'signed-in' ? state.renewedAt : 0))
  const expiresAt = useAuth((state) => (state.status === 'signed-in' ? state.expiresAt : null))
  const way = WAYS[flow]
  const isRenewable = flow === 'refresh-token'
  return (
    <Card title="This session">
      <Facts
        facts={[
          { name: 'Started', value: <Time at={startedAt} past /> },
          ...(isRenewable
            ? [{ name: 'Renewed', value: renewedAt > startedAt ? <Time at={renewedAt} past /> : 'Not yet' }]
            : []),
          {
            name: isRenewable ? 'Valid until' : 'Ends',
            value: expiresAt === null ? way.noEnd : <Time at={expiresAt} />,
            note: expiresAt === null ? undefined : way.end,
          },
        ]}
      />
      {isRenewable && (
        <p className="mt-5 text-sm">
          <Link to="/sessions" className="link">
            See where else you are signed in
          </Link>
        </p>
      )}
    </Card>
  )
}
