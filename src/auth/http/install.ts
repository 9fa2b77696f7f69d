import axios, { type AxiosAdapter, type AxiosInstance, type InternalAxiosRequestConfig } from 'axios'
import type { Stamp } from '../access'
import { ADAPTER, MADE, SESSION, type AuthHttp, type Made, type Request } from './types'

/** The adapters of all clients: a request that is sent again has one, and is not to be wrapped in another. */
const adapters = new WeakSet()

/** Takes away the client that an instance has: one at a time, that which attached it last. */
const installations = new WeakMap<AxiosInstance, () => void>()

/** Makes an axios instance ours: its requests are stamped with the session they are made in, and go through `adapter`. */
export function createInstaller(adapter: AxiosAdapter, stamp: (epoch?: number) => Stamp) {
  assertSymbols()
  adapters.add(adapter)

  return function install(instance: AxiosInstance): AuthHttp {
    // Also where it is ours: its interceptors may have been cleared since.
    installations.get(instance)?.()
    // axios asks whether to run an interceptor in the very call that makes the request: the stamp is of that moment, while
    // interceptors may run later and in another session. A config that is sent again (`axios-retry`) keeps the one it has.
    const runWhen = (config: InternalAxiosRequestConfig) => {
      const request = config as unknown as Request
      const made = request[SESSION] ?? stamp(request.session)
      request[SESSION] = made
      const value: Made = { stamp: made, adapter: undefined }
      Object.defineProperty(request.headers, MADE, { value, configurable: true })
      return true
    }
    const id = instance.interceptors.request.use(
      (config) => {
        // One that is frozen is taken as axios takes it: copied.
        const request = (Object.isExtensible(config) ? config : { ...config }) as unknown as Request
        if (typeof request.adapter !== 'function' || !adapters.has(request.adapter)) request[ADAPTER] = request.adapter
        // An interceptor of the app may leave the headers behind as well.
        const made = (request.headers as Request['headers'] | undefined)?.[MADE]
        if (made !== undefined) made.adapter = request[ADAPTER]
        request.adapter = adapter
        return request as unknown as InternalAxiosRequestConfig
      },
      null,
      // Without this axios would put one more turn of the event loop between the call and the request.
      { synchronous: true, runWhen },
    )
    installations.set(instance, () => instance.interceptors.request.eject(id))
    return instance as unknown as AuthHttp
  }
}

/** An older axios leaves symbols behind when it merges configs: requests would lose the session that they were made in. */
function assertSymbols(): void {
  if (SESSION in axios.create({ [SESSION]: 0 } as object).defaults) return
  throw new TypeError(`src/auth needs axios 1.19 or later, and this is ${axios.VERSION}.`)
}
