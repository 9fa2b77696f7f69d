import { createBrowserRouter, createPath, type DataRouter } from 'react-router-dom'
import type { AuthClient, AuthState } from '../auth'
import { showToast, clearToasts } from '../ui/toast-store'
import { withTransitions } from './page-transitions'
import { safeReturnTo, signInAddress } from './return-to'
import { createRoutes, type RouteOptions } from './routes'

type SignedInState = Extract<AuthState, { status: 'signed-in' }>

/** One router, and how many there were before it: 0 for the one that the page began with. */
interface Generation {
  readonly router: DataRouter
  readonly number: number
}

export interface SessionRouter {
  current(): Generation
  subscribe(listener: () => void): () => void
  /** Ends the session to begin a new one, and comes back to this address. */
  signInAgain(): void
  dispose(): void
}

interface Options extends RouteOptions {
  readonly auth: AuthClient
  readonly basename: string
}

/**
 * A router for the session, and a new one as soon as that session is over. All that pages loaded and keep (loader data,
 * fetchers, component state, work under way) hangs from the router, so letting it go wipes everything of one person
 * before anything of the next is shown. It reads the address anew, and the guards decide what is to be seen there.
 */
export function createSessionRouter({ auth, basename, ...options }: Options): SessionRouter {
  const listeners = new Set<() => void>()
  const prefix = basename.replace(/\/$/, '')
  let generation = open(0)
  let returnsHere = false
  /** Whose session was the last one here: what this address, and the way back to it, is about. */
  let lastUser: string | null = null
  const stop = auth.store.subscribe(follow)

  function open(number: number): Generation {
    const router = createBrowserRouter(createRoutes(auth, { ...options, basename }), { basename })
    return { router: withTransitions(router), number }
  }

  function reopen(address?: string) {
    generation.router.dispose()
    clearToasts()
    if (address) window.history.replaceState(null, '', prefix + address)
    generation = open(generation.number + 1)
    for (const listener of [...listeners]) listener()
  }

  function follow(now: AuthState, before: AuthState) {
    if (before.status === 'signed-in') {
      lastUser = before.user.id
      if (now.status !== 'signed-in') leave(now)
      else if (now.user.id !== lastUser) welcome(now)
      // The same person in a new session or another role: what they may see here is asked for anew.
      else if (now.epoch !== before.epoch || now.user.role !== before.user.role) void generation.router.revalidate()
    } else if (now.status === 'signed-in') {
      if (before.status === 'signed-out') arrive(now)
      // Another tab changed the session, and it took a while to learn whose it is now. The same person's page is there
      // already: its router was waiting for the answer.
      else if (isSomeoneElse(now)) welcome(now)
    }
  }

  const isSomeoneElse = ({ user }: SignedInState) => lastUser !== null && lastUser !== user.id

  /** Who signs out is done here: the next person to sign in is not led to where this one was. */
  function leave(now: AuthState) {
    const done = now.status === 'signed-out' && now.reason === 'signed-out' && !returnsHere
    // Who was on the way to another page is led there afterwards, not to where they came from.
    const goingTo = generation.router.state.navigation.location
    reopen(done ? signInAddress() : goingTo && (createPath(goingTo).slice(prefix.length) || '/'))
  }

  /** Who was not here before starts at home: the address is the other person's. */
  function welcome({ user, epoch }: SignedInState) {
    reopen('/')
    showToast(`You are now signed in as ${user.firstName || user.username}.`, epoch)
  }

  /** From the sign-in page to where the person was going; not to where somebody else was. */
  function arrive(now: SignedInState) {
    const { router } = generation
    const { pathname, search } = router.state.location
    if (pathname !== `${prefix}/login`) return
    const returnTo = isSomeoneElse(now) ? '/' : safeReturnTo(new URLSearchParams(search).get('returnTo'))
    void router.navigate(returnTo, { replace: true })
  }

  return {
    current: () => generation,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    signInAgain() {
      returnsHere = true
      void auth.signOut()
      returnsHere = false
    },
    dispose() {
      stop()
      generation.router.dispose()
    },
  }
}
