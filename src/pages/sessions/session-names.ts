import { deviceOf } from './device'
import type { Session } from './load-sessions'

const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })

/** What each session is called within a sentence, by its id: the device, and where two have the same, what tells them apart. */
export function sessionNames(sessions: readonly Session[]): ReadonlyMap<string, string> {
  const devices = sessions.map(({ userAgent }) => deviceOf(userAgent).name ?? 'an unknown device')
  const isShared = (device: string) => devices.indexOf(device) !== devices.lastIndexOf(device)
  return new Map(
    sessions.map(({ id, ip, createdAt }, index) => {
      const device = devices[index] ?? ''
      const details = [ip, `signed in ${moment.format(createdAt)}`].filter(Boolean).join(', ')
      return [id, isShared(device) ? `${device} (${details})` : device]
    }),
  )
}
