import { RouterProvider } from 'react-router-dom'
import { useStore } from 'zustand'
import type { AuthClient } from '../auth'
import { AuthProvider, useAuth } from '../auth/react'
import { AppContext, type AppSettings } from './app-context'
import { GenerationContext } from './generation-context'
import type { SessionRouter } from './session-router'

interface AppProps {
  readonly auth: AuthClient
  readonly sessionRouter: SessionRouter
  readonly settings: AppSettings
}

export function App({ auth, sessionRouter, settings }: AppProps) {
  return (
    <AuthProvider client={auth}>
      <AppContext value={settings}>
        <Veil>
          <CurrentRouter sessionRouter={sessionRouter} />
        </Veil>
      </AppContext>
    </AuthProvider>
  )
}

function CurrentRouter({ sessionRouter }: { sessionRouter: SessionRouter }) {
  const { router, number } = useStore(sessionRouter.generations)
  return (
    <GenerationContext value={number}>
      <RouterProvider key={number} router={router} />
    </GenerationContext>
  )
}

/** Hides a page that may be out of date, and keeps it: what was typed into it is there again when the veil is lifted. */
function Veil({ children }: { children: React.ReactNode }) {
  const isVeiled = useAuth((state) => state.status === 'signed-in' && state.veiled)
  return (
    <div hidden={isVeiled} inert={isVeiled}>
      {children}
    </div>
  )
}
