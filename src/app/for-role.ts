import type { Role } from '../auth'
import { ForbiddenError } from './errors/forbidden-error'
import type { Load } from './guards'

/** Saves a call that the API would refuse. The API decides all the same: its 403 leads to the same page. */
export function forRole<T>(role: Role, load: Load<T>): Load<T> {
  return (auth, signal) => {
    const state = auth.store.getState()
    if (state.status === 'signed-in' && state.user.role !== role) throw new ForbiddenError()
    return load(auth, signal)
  }
}
