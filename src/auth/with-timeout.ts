import { type Clock, pause } from './environment/clock'

/** A call that is told to give up after `timeout` ms; one that does not listen is left behind, and its caller gets `late()`. */
export async function withTimeout<T>(
  clock: Clock,
  timeout: number,
  call: (signal: AbortSignal) => Promise<T>,
  late: () => T | Promise<T>,
): Promise<T> {
  const abort = new AbortController()
  const done = new AbortController()
  const expired = pause(clock, timeout, done.signal).then(() => {
    abort.abort()
    return late()
  })
  try {
    return await Promise.race([new Promise<T>((resolve) => resolve(call(abort.signal))), expired])
  } finally {
    done.abort()
  }
}
