/** Lets a page open before its data is there. Should the page be left before it looks, a failure is nobody's concern. */
export function inBackground<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}
