import { Outlet, type LoaderFunctionArgs, type RouteObject, type ShouldRevalidateFunctionArgs } from 'react-router-dom'
import type { AuthClient } from '../auth'
import { SignedIn } from '../auth/react'
import { LastResort } from './errors/last-resort'
import { requireNoSession, requireSession, type Load } from './guards'
import { pageModules } from './page-modules'
import { Root } from './root'
import { Waiting } from './waiting'

export interface RouteOptions {
  readonly flow: 'refresh-token' | 'access-token'
  readonly basename?: string
}

/**
 * All addresses of the app, made anew for each router: one that has loaded a lazy part takes it out of the object that it
 * was given. Every level that can fail on its own has an error page of its own.
 */
export function createRoutes(auth: AuthClient, { flow, basename = '/' }: RouteOptions): RouteObject[] {
  const home: RouteObject = {
    index: true,
    lazy: {
      Component: async () => (await pageModules['/'].page()).HomePage,
      loader: async () => withClient(auth, (await pageModules['/'].loader()).loadProfile),
    },
  }
  const users: RouteObject = {
    path: 'users',
    shouldRevalidate: unlessOnlyTheQueryChanged,
    lazy: {
      Component: async () => (await pageModules['/users'].page()).UsersPage,
      loader: async () => withClient(auth, (await pageModules['/users'].loader()).loadUsers),
    },
  }
  const sessions: RouteObject = {
    path: 'sessions',
    lazy: {
      Component: async () => (await pageModules['/sessions'].page()).SessionsPage,
      loader: async () => withClient(auth, (await pageModules['/sessions'].loader()).loadSessions),
    },
  }
  const howItWorks: RouteObject = {
    path: 'how-it-works',
    loader: nothing,
    lazy: { Component: async () => (await pageModules['/how-it-works'].page()).HowItWorksPage },
  }
  const login: RouteObject = {
    path: 'login',
    middleware: [requireNoSession(auth)],
    loader: nothing,
    lazy: { Component: async () => (await pageModules['/login'].page()).LoginPage },
  }
  const notFound: RouteObject = {
    path: '*',
    loader: nothing,
    lazy: { Component: async () => (await layout()).NotFoundPage },
  }

  // Without refresh tokens there is no list of devices that hold one.
  const pages = flow === 'refresh-token' ? [home, users, sessions] : [home, users]

  return [
    {
      Component: Root,
      HydrateFallback: Waiting,
      ErrorBoundary: LastResort,
      children: [
        {
          loader: nothing,
          lazy: { Component: async () => (await layout()).Layout },
          children: [
            within(howItWorks, login, notFound),
            { middleware: [requireSession(auth, basename)], Component: Protected, children: [within(...pages)] },
          ],
        },
      ],
    },
  ]
}

const layout = () => import('./layout')

/**
 * For routes that load code and no data. Without any loader, React Router (7.18) swallows the failure to load a lazy
 * part, and shows an empty page in place of the error page.
 */
const nothing = () => null

/** Pages that fail within the layout: one can still go elsewhere, and sign out. */
function within(...children: RouteObject[]): RouteObject {
  return { loader: nothing, lazy: { ErrorBoundary: async () => (await layout()).ErrorPage }, children }
}

function Protected() {
  return (
    <SignedIn>
      <Outlet />
    </SignedIn>
  )
}

function withClient<T>(auth: AuthClient, load: Load<T>) {
  return ({ request }: LoaderFunctionArgs) => load(auth, request.signal)
}

/** Search and order are applied in the page, to data that is there already. */
function unlessOnlyTheQueryChanged({
  currentUrl,
  nextUrl,
  defaultShouldRevalidate,
}: ShouldRevalidateFunctionArgs): boolean {
  const queryChanged = currentUrl.pathname === nextUrl.pathname && currentUrl.search !== nextUrl.search
  return defaultShouldRevalidate && !queryChanged
}
