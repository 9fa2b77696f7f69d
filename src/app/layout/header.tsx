import { KeyRound } from 'lucide-react'
import { Link } from 'react-router-dom'
import { SignedIn, useAuth } from '../../auth/react'
import { Account } from './account'
import { Navigation } from './navigation'
import { SignInLink } from './sign-in-link'

interface HeaderProps {
  readonly isSignIn: boolean
  /** The links went from under who reads the page. */
  readonly holdsPlace: boolean
}

export function Header({ isSignIn, holdsPlace }: HeaderProps) {
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
          <SignedIn fallback={!isSignIn && <SignInLink>Sign in</SignInLink>}>
            <Account />
          </SignedIn>
        </div>
        <SignedIn pending={<PlaceForNavigation />} fallback={holdsPlace && <PlaceForNavigation />}>
          <Navigation />
        </SignedIn>
      </div>
    </header>
  )
}

/** While it isn't known whether someone is signed in, or no more: where the links are a row of their own, an open page would move by it. */
function PlaceForNavigation() {
  return <div aria-hidden="true" className="h-11 w-full md:hidden" />
}

/** Makes room for the person's own name on a small screen. */
function Name() {
  const isSignedIn = useAuth((state) => state.status === 'signed-in')
  return <span className={isSignedIn ? 'max-sm:sr-only md:max-lg:sr-only' : ''}>JWT Session Client</span>
}
