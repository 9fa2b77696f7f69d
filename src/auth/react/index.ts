'use client' // For frameworks that run components on their server: these are none of those.

export { useAuthClient } from './auth-context'
export { AuthProvider } from './auth-provider'
export { SignedIn } from './signed-in'
export { useAuth } from './use-auth'
export { useUser } from './user-context'
