import { Laptop, MonitorSmartphone, Smartphone, Tablet } from 'lucide-react'
import { Button } from '../../ui/button'
import { Time } from '../../ui/time'
import { deviceOf } from './device'
import type { Session } from './load-sessions'

const ICONS = { computer: Laptop, phone: Smartphone, tablet: Tablet, unknown: MonitorSmartphone } as const

interface SessionRowProps {
  readonly session: Session
  /** Within a sentence. */
  readonly name: string
  readonly onRevoke: () => void
}

export function SessionRow({ session, name, onRevoke }: SessionRowProps) {
  const { userAgent, ip, createdAt, lastUsedAt, current } = session
  const device = deviceOf(userAgent)
  const Icon = ICONS[device.kind]
  return (
    <li className="flex items-start gap-4 p-4 sm:px-5">
      <Icon aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-muted" />
      <div className="grid min-w-0 grow gap-1 text-sm wrap-anywhere">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="text-base font-medium">{device.name ?? 'Unknown device'}</span>
          {current && <span className="badge">This device</span>}
        </p>
        <p className="text-muted">
          Signed in <Time at={createdAt} past />
        </p>
        <p className="text-muted">
          Last used <Time at={lastUsedAt} past />
        </p>
        {ip && <p className="text-muted">From {ip}</p>}
      </div>
      {!current && (
        <Button onClick={onRevoke} aria-label={`End session of ${name}`}>
          End
        </Button>
      )}
    </li>
  )
}
