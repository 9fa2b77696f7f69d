import { Outlet, ScrollRestoration, useNavigation } from 'react-router-dom'
import { useAuth } from '../auth/react'
import { useFocusOnNavigation } from './focus-on-navigation'
import { Waiting } from './waiting'

/** What every page has: scroll position, focus, and a sign that the next page is on its way. */
export function Root() {
  const navigation = useNavigation()
  const isRestoring = useAuth((state) => state.status === 'restoring')
  useFocusOnNavigation()

  // Someone on an open page goes to a protected one while it isn't known yet whether they are signed in.
  if (isRestoring && navigation.state === 'loading') return <Waiting />

  return (
    <>
      {navigation.state === 'loading' && <div aria-hidden="true" className="progress" />}
      <Outlet />
      <ScrollRestoration />
    </>
  )
}
