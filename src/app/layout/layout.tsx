import { useRef, type MouseEvent } from 'react'
import { Outlet, useMatch } from 'react-router-dom'
import { SignedIn } from '../../auth/react'
import { ReloadNote } from '../reload-note'
import { ConnectionBar } from './connection-bar'
import { EndedBar } from './ended-bar'
import { ExpiryDialog } from './expiry-dialog'
import { Footer } from './footer'
import { Header } from './header'
import { Toasts } from './toasts'
import { useEndedHere } from './use-ended-here'
import { usePreloading } from './use-preloading'

export function Layout() {
  const endedHere = useEndedHere()
  // Which says so itself.
  const isSignIn = useMatch('/login') !== null
  const main = useRef<HTMLElement>(null)

  // Not by way of the address: that makes an entry of its own in the history, without what this one knows of the way back.
  function skip(event: MouseEvent) {
    event.preventDefault()
    main.current?.focus()
  }

  return (
    <div className="flex min-h-dvh flex-col" {...usePreloading()}>
      <a href="#main" className="skip-link" onClick={skip}>
        Skip to content
      </a>
      <Header isSignIn={isSignIn} holdsPlace={endedHere !== null && !isSignIn} />
      <main
        ref={main}
        id="main"
        tabIndex={-1}
        className="mx-auto w-full max-w-4xl grow px-4 py-8 outline-none sm:px-6 sm:py-12"
      >
        <Outlet />
      </main>
      <Footer />
      {/* Where there is more than the window has room for, it scrolls, from the latest up. */}
      <div className="pointer-events-none fixed inset-x-0 bottom-0 z-10 flex max-h-dvh flex-col-reverse overflow-y-auto">
        <div className="grid justify-items-center gap-2 p-4 *:pointer-events-auto">
          <SignedIn>
            <Toasts />
            <ConnectionBar />
          </SignedIn>
          {!isSignIn && <EndedBar reason={endedHere} />}
        </div>
      </div>
      <SignedIn>
        <ExpiryDialog />
        <ReloadNote />
      </SignedIn>
    </div>
  )
}
