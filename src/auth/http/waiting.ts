import { AxiosError, CanceledError, type InternalAxiosRequestConfig } from 'axios'
import type { Clock } from '../environment/clock'

type Config = Pick<
  InternalAxiosRequestConfig,
  'signal' | 'cancelToken' | 'timeout' | 'timeoutErrorMessage' | 'transitional'
>

/** What axios itself says when its `timeout` passes, in the words that the request asks for. */
export function timeoutError(config: Config): AxiosError {
  const { timeout = 0, timeoutErrorMessage, transitional } = config
  return new AxiosError(
    timeoutErrorMessage ?? (timeout > 0 ? `timeout of ${timeout}ms exceeded` : 'timeout exceeded'),
    transitional?.clarifyTimeoutError === true ? AxiosError.ETIMEDOUT : AxiosError.ECONNABORTED,
    config as InternalAxiosRequestConfig,
  )
}

/**
 * Waits for `work` as long as the request itself may: until its signal or cancel token aborts, or `remaining` ms (null: no
 * timeout) have passed. The work goes on for others all the same.
 */
export function within<T>(clock: Clock, config: Config, remaining: number | null, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const { signal, cancelToken } = config
    const abort = () => end(() => reject(new CanceledError(undefined, config as InternalAxiosRequestConfig)))
    const stopTimer =
      remaining === null || remaining >= 2 ** 31
        ? undefined
        : clock.timer(() => end(() => reject(timeoutError(config))), remaining)
    const cancel = (reason?: unknown) => end(() => reject(reason instanceof Error ? reason : new CanceledError()))

    function end(settle: () => void): void {
      stopTimer?.()
      signal?.removeEventListener?.('abort', abort)
      unsubscribable(cancelToken)?.unsubscribe(cancel)
      settle()
    }

    if (signal?.aborted === true) return abort()
    signal?.addEventListener?.('abort', abort)
    unsubscribable(cancelToken)?.subscribe(cancel)
    work().then(
      (value) => end(() => resolve(value)),
      (error: unknown) => end(() => reject(error)),
    )
  })
}

interface Unsubscribable {
  subscribe(listener: (reason: unknown) => void): void
  unsubscribe(listener: (reason: unknown) => void): void
}

/** axios's deprecated `CancelToken` has both, and its types neither. */
function unsubscribable(token: Config['cancelToken']): Unsubscribable | undefined {
  return token
}
