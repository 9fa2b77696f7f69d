import { Laptop, MonitorSmartphone, Smartphone, Tablet, Tv } from 'lucide-react'
import { Button } from '../../ui/button'
import { Time } from '../../ui/time'
import { deviceOf } from './device'
import type { Session } from './load-sessions'

const ICONS = { computer: Laptop, phone: Smartphone, tablet: Tablet, tv: Tv, unknown: MonitorSmartphone } as const

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
    // On a phone the button stands beside the name alone: what is said below it has no room beside a button. With large text
    // not even the name has.
    <li className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 p-4 text-sm wrap-anywhere sm:px-5">
      <Icon aria-hidden="true" className="size-5 text-muted" />
      {/* As high as the button, which not every row has. */}
      <p className="col-[2/-1] flex flex-wrap items-center gap-x-3 gap-y-1 max-sm:min-h-10 @min-[16rem]:col-auto">
        <span className="text-base font-medium">{device.name ?? 'Unknown device'}</span>
        {current && <span className="badge">This device</span>}
      </p>
      {!current && (
        <Button
          className="col-[2/-1] justify-self-start sm:row-span-2 sm:self-start @min-[16rem]:col-auto"
          onClick={onRevoke}
          aria-label={`End session of ${name}`}
        >
          End
        </Button>
      )}
      <div className="col-[2/-1] grid gap-1 text-muted sm:col-[2]">
        <p>
          Signed in <Time at={createdAt} past />
        </p>
        <p>
          Last used <Time at={lastUsedAt} past />
        </p>
        {ip && <p>From {ip}</p>}
        {userAgent && (
          <details>
            <summary className="w-fit rounded-sm py-0.5 hover:text-ink">Details</summary>
            <p>Calls itself {userAgent}</p>
          </details>
        )}
      </div>
    </li>
  )
}
