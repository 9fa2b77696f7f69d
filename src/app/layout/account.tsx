import { LogOut } from 'lucide-react'
import { useEffect } from 'react'
import { useAuthClient, useUser } from '../../auth/react'
import { Button } from '../../ui/button'
import { passFocus } from '../../ui/pass-focus'
import { fullName } from '../full-name'
import { preload } from '../page-modules'

/** Who is signed in, and the way out. */
export function Account() {
  const auth = useAuthClient()
  const user = useUser()
  // Signing out with the network away must lead somewhere, in every tab.
  useEffect(() => preload('/login'), [])
  return (
    <div ref={passFocus} className="flex min-w-0 items-center gap-3">
      <span
        dir="auto"
        className="max-w-28 truncate text-sm text-muted sm:max-w-40"
        title={`Signed in as ${user.username}`}
      >
        {fullName(user) || user.username}
      </span>
      <Button onClick={() => void auth.signOut()}>
        <LogOut aria-hidden="true" />
        Sign out
      </Button>
    </div>
  )
}
