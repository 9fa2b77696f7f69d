import { Link } from 'react-router-dom'
import { useApp } from '../../app/app-context'
import { useAuth } from '../../auth/react'
import { Card } from '../../ui/card'
import { Facts, type Fact } from '../../ui/facts'
import { Time } from '../../ui/time'
import { clockTime } from '../../ui/time-in-words'
import { useNow } from '../../ui/use-now'

const NO_END: Fact = { name: 'Ends', value: 'When you sign out, or when the server says so.' }
const DEFERRED: Fact = {
  name: 'Renews',
  value: 'As soon as the server answers',
  note: 'You stay signed in until then.',
}
const ENDS = 'The session ends when you sign out.'
const ASKED_AGAIN = 'Nothing can renew it: you will be asked to sign in again.'

/** This session in plain words, kept up to date. */
export function SessionCard() {
  const { flow } = useApp()
  const startedAt = useAuth((state) => (state.status === 'signed-in' ? state.startedAt : 0))
  const renewedAt = useAuth((state) => (state.status === 'signed-in' ? state.renewedAt : 0))
  const isRenewable = flow === 'refresh-token'
  return (
    <Card title="This session">
      <Facts
        facts={[
          { name: 'Started', value: <Time at={startedAt} past /> },
          ...(isRenewable
            ? [{ name: 'Renewed', value: renewedAt > startedAt ? <Time at={renewedAt} past /> : 'Not yet' }]
            : []),
          useWhatComes(isRenewable),
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

/** What is said of it names no moment that has passed: a renewal may be late, and ends nothing by that. */
function useWhatComes(isRenewable: boolean): Fact {
  const expiresAt = useAuth((state) => (state.status === 'signed-in' ? state.expiresAt : null))
  const isDeferred = useAuth((state) => state.status === 'signed-in' && state.deferred !== null)
  const next = useNow((now) => expiresAt !== null && expiresAt > now && clockTime(expiresAt, now))
  if (isDeferred) return DEFERRED
  if (expiresAt === null) return NO_END
  return isRenewable
    ? {
        name: 'Renews',
        value: 'By itself, while this page is open',
        note: next ? `Next at about ${next}. ${ENDS}` : ENDS,
      }
    : { name: 'Ends', value: <Time at={expiresAt} />, note: ASKED_AGAIN }
}
