import type { Request } from './types'

/** The query as it is now, whatever the caller or a serializer that counts makes of it later; returns what undoes it. */
export function fixParams(config: Request): () => void {
  const { paramsSerializer: serializer } = config
  const params: unknown = config.params
  config.params = snapshot(params)
  const serialize = typeof serializer === 'function' ? serializer : serializer?.serialize
  if (serialize !== undefined) {
    let said: string | undefined
    const once: typeof serialize = (...given) => (said ??= serialize(...given))
    config.paramsSerializer = typeof serializer === 'function' ? once : { ...serializer, serialize: once }
  }
  return () => {
    config.params = params
    if (serializer !== undefined) config.paramsSerializer = serializer
  }
}

/** A body that the caller may change while the request waits or is replayed, as it is now. */
export function snapshot(data: unknown): unknown {
  if (typeof data !== 'object') return data
  if (data instanceof ArrayBuffer) return data.slice(0)
  // Not the Buffer's own `slice`, which copies nothing.
  if (data instanceof Uint8Array) return Uint8Array.prototype.slice.call(data)
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice()
  if (data instanceof URLSearchParams) return new URLSearchParams(data)
  if (!(data instanceof FormData)) return data
  const copy = new FormData()
  for (const [name, value] of data.entries()) copy.append(name, value)
  return copy
}

export function isWebStream(data: unknown): data is ReadableStream {
  return typeof ReadableStream !== 'undefined' && data instanceof ReadableStream
}

/** A body that is gone once it is read: a web stream, or a stream of Node. */
export function isStream(data: unknown): boolean {
  return isWebStream(data) || typeof (data as { pipe?: unknown } | null)?.pipe === 'function'
}
