const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

const DAY = 86_400
const HOUR = 3600
const MINUTE = 60

/** `5 minutes ago`, `in 2 hours`. Seconds are not told: the page would never come to rest. */
export function relativeTime(at: number, now: number): string {
  // Cut, not rounded: two and a half hours ago is `2 hours ago`, not 3.
  const seconds = Math.trunc((at - now) / 1000)
  // Days are those of the calendar: 47 hours ago may be the day before yesterday.
  if (Math.abs(seconds) >= DAY) return relative.format(Math.round((midnight(at) - midnight(now)) / 1000 / DAY), 'day')
  if (Math.abs(seconds) >= HOUR) return relative.format(Math.trunc(seconds / HOUR), 'hour')
  if (Math.abs(seconds) >= MINUTE) return relative.format(Math.trunc(seconds / MINUTE), 'minute')
  return at > now ? 'in less than a minute' : 'just now'
}

const midnight = (at: number) => new Date(at).setHours(0, 0, 0, 0)

/** `42 s`, `2 min 5 s`, `3 min`, `2 h 5 min`, and never on two lines. */
export function secondsInWords(seconds: number): string {
  return inWords(seconds).replaceAll(' ', '\u00a0')
}

function inWords(seconds: number): string {
  if (seconds >= 3600) return inHours(Math.ceil(seconds / 60))
  const minutes = Math.floor(seconds / 60)
  const rest = seconds % 60
  if (minutes === 0) return `${rest} s`
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`
}

/** Without seconds, and so rather a minute too long than too short: it says how long to wait. */
function inHours(minutes: number): string {
  const rest = minutes % 60
  return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`
}

/** The time alone for today, else with its day. */
export function clockTime(at: number, now: number): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString()
  return new Intl.DateTimeFormat(
    'en-GB',
    isToday ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' },
  ).format(at)
}
