import { createContext, use } from 'react'
import type { Role } from '../auth'

export interface DemoAccount {
  readonly username: string
  readonly password: string
  readonly firstName: string
  readonly role: Role
}

/** What screens need to know of this build. */
export interface AppSettings {
  readonly flow: 'refresh-token' | 'access-token'
  /** Of the access-token flow. */
  readonly tokenStorage: 'memory' | 'session'
  /** Shown on the sign-in page; empty but with the mock API. */
  readonly demoAccounts: readonly DemoAccount[]
  /** Ends the session to begin a new one, and comes back to this address. */
  readonly signInAgain: () => void
}

export const AppContext = createContext<AppSettings | null>(null)

export function useApp(): AppSettings {
  const app = use(AppContext)
  if (!app) throw new Error('useApp needs an <AppContext> above it.')
  return app
}
