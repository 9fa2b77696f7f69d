import type { Control } from '../../../mocks/control'
import type { LogEntry } from '../../../mocks/log'

/** When refreshes reached the server, ms, without the question of a browser that was never here. */
export function refreshTimes({ log }: Pick<Control, 'log'>): readonly number[] {
  return log
    .filter(({ path, code }) => path === '/auth/refresh' && code !== 'refresh_token_missing')
    .map(({ at }) => at)
}

/** ms between each and the one before. */
export function gaps(times: readonly number[]): readonly number[] {
  return times.slice(1).map((time, index) => time - (times[index] ?? time))
}

/** Calls that set or end the session, in order: `login`, `refresh`, `logout`. */
export function authCalls(log: readonly LogEntry[]): readonly string[] {
  return log.filter(({ path }) => path.startsWith('/auth/')).map(({ path }) => path.slice('/auth/'.length))
}
