import type { State } from './state'

const WINDOW = 60_000

type Failures = State['failures']

/** Seconds until this username may try again; 0: now. */
export function waitBeforeSignIn(failures: Failures, username: string, limit: number, now: number): number {
  const recent = recentFailures(failures, username, now)
  const oldestThatCounts = recent[recent.length - limit]
  return oldestThatCounts === undefined ? 0 : Math.ceil((oldestThatCounts + WINDOW - now) / 1000)
}

export function noteFailure(failures: Failures, username: string, now: number): void {
  for (const name of failures.keys()) if (recentFailures(failures, name, now).length === 0) failures.delete(name)
  failures.set(username, [...recentFailures(failures, username, now), now])
}

function recentFailures(failures: Failures, username: string, now: number): readonly number[] {
  return (failures.get(username) ?? []).filter((at) => at > now - WINDOW)
}
