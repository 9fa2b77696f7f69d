import { Link } from 'react-router-dom'
import { useApp } from '../../app/app-context'
import { useAuth } from '../../auth/react'
import { Card } from '../../ui/card'
import { Facts } from '../../ui/facts'
import { Time } from '../../ui/time'

const NO_END = 'When you sign out, or when the server says so.'
const AT_ITS_END = {
  'refresh-token': 'Renewed by itself before that, for as long as this page is open. It ends when you sign out.',
  'access-token': 'Nothing can renew it: you will be asked to sign in again.',
} as const
const DEFERRED = 'It is renewed as soon as the server answers, and you stay signed in until then.'

/** This session in plain words, kept up to date. */
export function SessionCard() {
  const { flow } = useApp()
  const startedAt = useAuth((state) => (state.status === 'signed-in' ? state.startedAt : 0))
  const renewedAt = useAuth((state) => (state.status === 'signed-in' ? state.renewedAt : 0))
  const expiresAt = useAuth((state) => (state.status === 'signed-in' ? state.expiresAt : null))
  const isDeferred = useAuth((state) => state.status === 'signed-in' && state.deferred !== null)
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
            value: expiresAt === null ? NO_END : <Time at={expiresAt} />,
            note: expiresAt === null ? undefined : isDeferred ? DEFERRED : AT_ITS_END[flow],
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
