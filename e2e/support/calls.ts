import type { LogEntry } from '../../mocks/log'

type Log = readonly LogEntry[]

/** Without the question that a browser asks which was never here: whether there is a session. */
const withoutFirstQuestion = (log: Log) => log.filter(({ code }) => code !== 'refresh_token_missing')

export function refreshes(log: Log): number {
  return withoutFirstQuestion(log).filter(({ path }) => path === '/auth/refresh').length
}

export function refused(log: Log): Log {
  return withoutFirstQuestion(log).filter(({ status }) => status === 401)
}

/** The last calls, as `GET /users 200`. */
export function lastCalls(log: Log, count: number): readonly string[] {
  return log.slice(-count).map(({ method, path, status }) => `${method} ${path} ${status}`)
}
