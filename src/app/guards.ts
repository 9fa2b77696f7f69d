import { replace, type MiddlewareFunction } from 'react-router-dom'
import type { AuthClient, AuthState } from '../auth'
import { safeReturnTo, signInAddress } from './return-to'

type Known = Exclude<AuthState, { status: 'restoring' }>

/** Waits until it is known whether someone is signed in, however long the server can't be reached. */
function whenKnown({ store }: AuthClient, signal: AbortSignal): Promise<Known> {
  return new Promise((resolve, reject) => {
    const stop = store.subscribe(settle)
    signal.addEventListener('abort', giveUp)
    settle(store.getState())

    function settle(state: AuthState) {
      if (state.status === 'restoring') return
      cleanUp()
      resolve(state)
    }
    function giveUp() {
      cleanUp()
      reject(signal.reason as Error)
    }
    function cleanUp() {
      stop()
      signal.removeEventListener('abort', giveUp)
    }
  })
}

/** Leads who is not signed in to the sign-in page, with the way back. Loaders below run once there is a session. */
export function requireSession(auth: AuthClient, basename: string): MiddlewareFunction {
  return async ({ request, url }) => {
    const state = await whenKnown(auth, request.signal)
    if (state.status === 'signed-in') return
    const pathname = url.pathname.slice(basename.replace(/\/$/, '').length) || '/'
    throw replace(signInAddress(pathname + url.search + url.hash))
  }
}

/** Leads who is signed in already past the sign-in page. */
export function requireNoSession(auth: AuthClient): MiddlewareFunction {
  return async ({ request, url }) => {
    const state = await whenKnown(auth, request.signal)
    if (state.status === 'signed-in') throw replace(safeReturnTo(url.searchParams.get('returnTo')))
  }
}

/** Fetches what a page shows. */
export type Load<T> = (auth: AuthClient, signal: AbortSignal) => T
