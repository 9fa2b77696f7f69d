import { KeyRound } from 'lucide-react'
import { Link } from 'react-router-dom'
import { SignedIn, useAuth } from '../../auth/react'
import { useIsWide } from '../../ui/use-is-wide'
import { Account } from './account'
import { Navigation } from './navigation'
import { SignInLink } from './sign-in-link'

interface HeaderProps {
  readonly isSignIn: boolean
  /** The links went from under who reads the page. */
  readonly holdsPlace: boolean
}

export function Header({ isSignIn, holdsPlace }: HeaderProps) {
  const isWide = useIsWide()
  const account = (
    <div key="account" className="flex min-h-14 min-w-0 items-center justify-end md:ml-auto">
      <SignedIn fallback={!isSignIn && <SignInLink>Sign in</SignInLink>}>
        <Account />
      </SignedIn>
    </div>
  )
  const navigation = (
    <SignedIn key="navigation" pending={<PlaceForNavigation />} fallback={holdsPlace && <PlaceForNavigation />}>
      <Navigation />
    </SignedIn>
  )
  return (
    <header className="border-b border-line bg-surface">
      {/* Two rows where one would be too narrow: who is signed in above, where to go below. */}
      <div className="mx-auto grid max-w-4xl grid-cols-[minmax(1.75rem,1fr)_auto] items-center gap-x-3 px-4 sm:gap-x-6 sm:px-6 md:flex md:flex-wrap">
        <Link
          to="/"
          className="flex h-14 max-w-full min-w-0 items-center gap-2 justify-self-start rounded font-semibold tracking-tight"
        >
          <span
            aria-hidden="true"
            className="grid size-7 shrink-0 place-items-center rounded-lg bg-accent text-on-accent"
          >
            <KeyRound className="size-4" />
          </span>
          <Name />
        </Link>
        {isWide ? [navigation, account] : [account, navigation]}
      </div>
    </header>
  )
}

/** While it isn't known whether someone is signed in, or no more: where the links are a row of their own, an open page would move by it. */
function PlaceForNavigation() {
  return <div aria-hidden="true" className="col-span-2 h-11 md:hidden" />
}

/** Makes room for the person's own name on a small screen. */
function Name() {
  const isSignedIn = useAuth((state) => state.status === 'signed-in')
  return <span className={`truncate ${isSignedIn ? 'max-sm:sr-only md:max-lg:sr-only' : ''}`}>JWT Session Client</span>
}
