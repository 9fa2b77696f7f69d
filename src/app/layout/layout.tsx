import { Outlet } from 'react-router-dom'
import { SignedIn } from '../../auth/react'
import { ConnectionBar } from './connection-bar'
import { ExpiryDialog } from './expiry-dialog'
import { Footer } from './footer'
import { Header } from './header'
import { Toasts } from './toasts'

export function Layout() {
  return (
    <div className="flex min-h-dvh flex-col">
      <a href="#main" className="skip-link">
        Skip to content
      </a>
      <Header />
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-4xl grow px-4 py-8 outline-none sm:px-6 sm:py-12">
        <Outlet />
      </main>
      <Footer />
      <SignedIn>
        <div className="pointer-events-none fixed inset-x-0 bottom-0 z-10 grid justify-items-center gap-2 p-4 *:pointer-events-auto">
          <Toasts />
          <ConnectionBar />
        </div>
        <ExpiryDialog />
      </SignedIn>
    </div>
  )
}
