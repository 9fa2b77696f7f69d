import { LogOut } from 'lucide-react'
import { useEffect } from 'react'
import { useAuthClient, useUser } from '../../auth/react'
import { Button } from '../../ui/button'
import { passFocus } from '../../ui/pass-focus'
import { preload } from '../page-modules'

/** Who is signed in, and the way out. */
export function Account() {
  const auth = useAuthClient()
  const user = useUser()
  // Signing out with the network away must lead somewhere, in every tab.
  useEffect(() => preload('/login'), [])
  const name = [user.firstName, user.lastName].filter(Boolean).join(' ') || user.username
  return (
    <div ref={passFocus} className="flex min-w-0 items-center gap-3">
      <span className="max-w-28 truncate text-sm sm:max-w-40 text-muted" title={`Signed in as ${user.username}`}>
        {name}
      </span>
      <Button onClick={() => void auth.signOut()}>
        <LogOut aria-hidden="true" />
        Sign out
      </Button>
    </div>
  )
}
