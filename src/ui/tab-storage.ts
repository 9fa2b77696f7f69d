/**
 * Of this tab alone, and outlives a reload. Null where the browser blocks it, where it is full, or what stands there can't be read: what
 * is kept there is nothing that one could not do without.
 */
export function withTabStorage<T>(work: (storage: Storage) => T): T | null {
  try {
    return work(window.sessionStorage)
  } catch {
    return null
  }
}
