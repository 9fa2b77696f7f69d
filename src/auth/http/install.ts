import type { AxiosAdapter, AxiosInstance, InternalAxiosRequestConfig } from 'axios'
import type { Stamp } from '../access'
import { ADAPTER, SESSION, type AuthHttp, type Request } from './types'

/** The adapters of all clients: a request that is sent again has one, and is not to be wrapped in another. */
const adapters = new WeakSet()

/** The client that an instance has: one at a time, that which attached it last. */
const installations = new WeakMap<AxiosInstance, { readonly adapter: AxiosAdapter; readonly eject: () => void }>()

/** Makes an axios instance ours: its requests are stamped with the session they are made in, and go through `adapter`. */
export function createInstaller(adapter: AxiosAdapter, stamp: () => Stamp) {
  adapters.add(adapter)

  return function install(instance: AxiosInstance): AuthHttp {
    const former = installations.get(instance)
    if (former?.adapter === adapter) return instance as unknown as AuthHttp
    former?.eject()
    // axios merges the defaults into a request's config in the very call that makes it: read here, the stamp is of that
    // moment, while interceptors may run later and in another session. A config that is sent again (`axios-retry`) keeps
    // the stamp it has.
    Object.defineProperty(instance.defaults, SESSION, { enumerable: true, configurable: true, get: stamp })
    const id = instance.interceptors.request.use(
      (config) => {
        const request = config as unknown as Request
        if (typeof request.adapter !== 'function' || !adapters.has(request.adapter)) request[ADAPTER] = request.adapter
        request.adapter = adapter
        return request as unknown as InternalAxiosRequestConfig
      },
      null,
      // Without this axios would put one more turn of the event loop between the call and the request.
      { synchronous: true },
    )
    installations.set(instance, { adapter, eject: () => instance.interceptors.request.eject(id) })
    return instance as unknown as AuthHttp
  }
}
