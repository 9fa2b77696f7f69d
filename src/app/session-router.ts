import { createBrowserRouter, createPath, type DataRouter, type Path } from 'react-router-dom'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { AuthClient, AuthEvent, AuthState } from '../auth'
import { lastUserHere, noteLastUser } from './last-user'
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
  readonly generations: StoreApi<Generation>
  /** Ends the session to begin a new one, and comes back to this address. */
  signInAgain(): void
  dispose(): void
}

interface Options extends RouteOptions {
  readonly auth: AuthClient
  readonly basename: string
}

/**
 * A router for the session, and a new one as soon as that session is over, but on a page that is open to all. All that
 * pages loaded and keep (loader data, fetchers, component state, work under way) hangs from the router, so letting it go
 * wipes everything of one person before anything of the next is shown. It reads the address anew, and the guards decide
 * what is to be seen there.
 */
export function createSessionRouter({ auth, basename, ...options }: Options): SessionRouter {
  const prefix = basename.replace(/\/$/, '')
  const generations = createStore(() => open(0))
  const currentRouter = () => generations.getState().router
  let returnsHere = false
  /** Whose session was the last one here: what this address, and the way back to it, is about. */
  let lastUser = lastUserHere()
  const stop = auth.store.subscribe(follow)
  const stopListening = auth.on('event', hear)

  function open(number: number): Generation {
    const router = createBrowserRouter(createRoutes(auth, { ...options, basename }), { basename })
    return { router: withTransitions(router), number }
  }

  function reopen(address?: string) {
    currentRouter().dispose()
    if (address) window.history.replaceState(null, '', prefix + address)
    generations.setState(open(generations.getState().number + 1))
  }

  function follow(now: AuthState, before: AuthState) {
    if (before.status === 'signed-in') {
      lastUser = before.user.id
      if (now.status !== 'signed-in') leave(now)
      else if (isSomeoneElse(now)) reopen('/')
      // The same person in a new session or another role: what they may see here is asked for anew.
      else if (now.epoch !== before.epoch || now.user.role !== before.user.role) loadAnew()
    } else if (now.status === 'signed-in') {
      if (before.status === 'signed-out' && isAtSignIn()) goOn(now)
      // The same person's page is there already: it is open to all, or its router was waiting to learn whose session it is.
      else if (isSomeoneElse(now)) reopen('/')
    }
    if (now.status === 'signed-in') noteLastUser(now.user.id)
  }

  function loadAnew() {
    const router = currentRouter()
    // React Router's boundary keeps an error that is over before it was drawn that anything loads: it lets go of it for a navigation.
    if (router.state.errors) void router.navigate(addressOf(router.state.location), { replace: true })
    else void router.revalidate()
  }

  const addressOf = (location: Path) => createPath(location).slice(prefix.length) || '/'

  // By its route: a server may have put a slash behind the address, and a person capitals into it.
  const isAtSignIn = () => currentRouter().state.matches.at(-1)?.route.path === 'login'
  /** Who was not here before starts at home: the address is the other person's. */
  const isSomeoneElse = ({ user }: SignedInState) => lastUser !== null && lastUser !== user.id

  /** Who signs out is done here: the next person to sign in is not led to where this one was. */
  function leave(now: AuthState) {
    const { navigation, location, matches } = currentRouter().state
    // Who was on the way to another page is led there afterwards, not to where they came from.
    const goingTo = navigation.location
    const address = addressOf(goingTo ?? location)
    if (now.status === 'signed-out' && now.reason === 'signed-out') reopen(signInAddress(returnsHere ? address : '/'))
    else if (goingTo) reopen(address)
    // A page without a guard holds nothing of anybody: who reads it goes on where they are.
    else if (matches.some(({ route }) => route.middleware)) reopen()
  }

  /** From the sign-in page to where the person was going; not to where somebody else was. */
  function goOn(now: SignedInState) {
    const router = currentRouter()
    const returnTo = new URLSearchParams(router.state.location.search).get('returnTo')
    void router.navigate(isSomeoneElse(now) ? '/' : safeReturnTo(returnTo), { replace: true })
  }

  /** Who was signed in by another tab, in somebody else's place, did not ask for it here. */
  function hear(event: AuthEvent) {
    const state = auth.store.getState()
    if (event.type !== 'session-began' || event.by === 'sign-in') return
    if (state.status !== 'signed-in' || !isSomeoneElse(state)) return
    // Its messages are in a chunk that is there by then, and not in this one, which all wait for.
    void import('./layout').then(({ greet }) => greet(state))
  }

  return {
    generations,
    signInAgain() {
      returnsHere = true
      void auth.signOut()
      returnsHere = false
    },
    dispose() {
      stop()
      stopListening()
      currentRouter().dispose()
    },
  }
}
