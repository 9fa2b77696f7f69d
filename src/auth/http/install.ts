import type { AxiosAdapter, AxiosInstance, InternalAxiosRequestConfig } from 'axios'
import type { Stamp } from '../access'
import { ADAPTER, SESSION, type AuthHttp, type Request } from './types'

/** Makes an axios instance ours: its requests are stamped with the session they are made in, and go through `adapter`. */
export function createInstaller(adapter: AxiosAdapter, stamp: () => Stamp) {
  const installed = new WeakSet<AxiosInstance>()

  return function install(instance: AxiosInstance): AuthHttp {
    if (installed.has(instance)) return instance as unknown as AuthHttp
    installed.add(instance)
    // axios merges the defaults into a request's config in the very call that makes it: read here, the stamp is of that
    // moment, while interceptors may run later and in another session. A config that is sent again (`axios-retry`) keeps
    // the stamp it has.
    Object.defineProperty(instance.defaults, SESSION, { enumerable: true, configurable: true, get: stamp })
    instance.interceptors.request.use(
      (config) => {
        const request = config as unknown as Request
        if (request.adapter !== adapter) {
          request[ADAPTER] = request.adapter
          request.adapter = adapter
        }
        return request as unknown as InternalAxiosRequestConfig
      },
      null,
      // Without this axios would put one more turn of the event loop between the call and the request.
      { synchronous: true },
    )
    return instance as unknown as AuthHttp
  }
}
