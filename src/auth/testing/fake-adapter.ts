import axios, {
  AxiosError,
  type AxiosAdapter,
  AxiosHeaders,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios'
import { type FakeTab, PAGE_ADDRESS } from './fake-browser'
import type { FakeServer } from './fake-server'
import type { FakeAnswer } from './fake-wire'

/** An axios adapter that takes data requests of one tab to the fake server, and settles as axios' own do. */
export function createFakeAdapter(server: FakeServer, { life, environment: { clock } }: FakeTab): AxiosAdapter {
  return (config) =>
    new Promise((resolve, reject) => {
      if (life.isDead()) return
      const { signal, cancelToken, timeout = 0 } = config
      if (signal?.aborted) return reject(new axios.CanceledError(undefined, config))

      const cancel = (reason?: unknown) =>
        finish(() => reject(reason instanceof Error ? reason : new axios.CanceledError(undefined, config)))
      const stopTimer = timeout > 0 ? clock.timer(() => finish(() => reject(timedOut(config))), timeout) : undefined
      signal?.addEventListener?.('abort', cancel)
      void cancelToken?.promise.then(cancel)

      function finish(settle: () => void) {
        stopTimer?.()
        signal?.removeEventListener?.('abort', cancel)
        settle()
      }

      void server.send(requestOf(config)).then(
        (answer) =>
          life.enter(() =>
            finish(() => {
              if (answer.kind === 'network-error')
                reject(new AxiosError('Network Error', AxiosError.ERR_NETWORK, config))
              else settleAsAxiosDoes(responseOf(answer, config), resolve, reject)
            }),
          ),
        // A reply of the test's own that throws.
        (error: unknown) => finish(() => reject(error)),
      )
    })
}

function requestOf(config: InternalAxiosRequestConfig) {
  const headers = Object.entries(config.headers.toJSON())
  return {
    method: (config.method ?? 'get').toUpperCase(),
    url: new URL(axios.getUri(config), PAGE_ADDRESS),
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), String(value)])),
    body: config.data as unknown,
    // Its Path keeps the cookie off every call but those that get or end tokens.
    refreshToken: null,
  }
}

function responseOf(
  { status, headers, text }: Extract<FakeAnswer, { kind: 'answer' }>,
  config: InternalAxiosRequestConfig,
): AxiosResponse<unknown> {
  const data =
    config.responseType === 'blob'
      ? new Blob([text])
      : config.responseType === 'arraybuffer'
        ? new TextEncoder().encode(text).buffer
        : text
  return { status, statusText: '', headers: AxiosHeaders.from({ ...headers }), data, config, request: null }
}

function settleAsAxiosDoes(
  response: AxiosResponse<unknown>,
  resolve: (response: AxiosResponse) => void,
  reject: (error: AxiosError) => void,
) {
  const { status, config } = response
  if (!config.validateStatus || config.validateStatus(status)) {
    resolve(response)
    return
  }
  const code = status < 500 ? AxiosError.ERR_BAD_REQUEST : AxiosError.ERR_BAD_RESPONSE
  reject(new AxiosError(`Request failed with status code ${status}`, code, response.config, response.request, response))
}

function timedOut(config: InternalAxiosRequestConfig): AxiosError {
  const { timeout = 0, timeoutErrorMessage = `timeout of ${timeout}ms exceeded`, transitional } = config
  const code = transitional?.clarifyTimeoutError ? AxiosError.ETIMEDOUT : AxiosError.ECONNABORTED
  return new AxiosError(timeoutErrorMessage, code, config)
}
