import { type Clock, pause } from './environment/clock'

/** A call that is told to give up after `timeout` ms. */
export async function withTimeout<T>(
  clock: Clock,
  timeout: number,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController()
  const done = new AbortController()
  void pause(clock, timeout, done.signal).then(() => late.abort())
  try {
    return await call(late.signal)
  } finally {
    done.abort()
  }
}
