import { KeyRound } from 'lucide-react'
import { Link, useLocation } from 'react-router-dom'
import { SignedIn, useAuth } from '../../auth/react'
import { buttonClass } from '../../ui/button'
import { Account } from './account'
import { Navigation } from './navigation'

export function Header() {
  return (
    <header className="border-b border-line bg-surface">
      {/* Two rows where one would be too narrow: who is signed in above, where to go below. */}
      <div className="mx-auto flex max-w-4xl flex-wrap items-center gap-x-6 px-4 sm:px-6">
        <Link to="/" className="flex h-14 items-center gap-2.5 rounded font-semibold tracking-tight">
          <span aria-hidden="true" className="grid size-7 place-items-center rounded-lg bg-accent text-on-accent">
            <KeyRound className="size-4" />
          </span>
          <Name />
        </Link>
        <div className="ml-auto flex min-w-0 items-center md:order-last">
          <SignedIn fallback={<VisitorLink />}>
            <Account />
          </SignedIn>
        </div>
        <SignedIn pending={<PlaceForNavigation />}>
          <Navigation />
        </SignedIn>
      </div>
    </header>
  )
}

/** While it isn't known whether someone is signed in: where the links are a row of their own, an open page would move by it. */
function PlaceForNavigation() {
  return <div aria-hidden="true" className="h-11 w-full md:hidden" />
}

/** Makes room for the person's own name on a small screen. */
function Name() {
  const isSignedIn = useAuth((state) => state.status === 'signed-in')
  return <span className={isSignedIn ? 'max-sm:sr-only md:max-lg:sr-only' : ''}>JWT Session Client</span>
}

/** For who reads an open page signed out; not on the sign-in page itself. */
function VisitorLink() {
  const { pathname } = useLocation()
  if (pathname.endsWith('/login')) return null
  return (
    <Link to="/login" className={buttonClass()}>
      Sign in
    </Link>
  )
}
