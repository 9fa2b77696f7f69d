import { NavLink } from 'react-router-dom'
import type { Role } from '../../auth'
import { useUser } from '../../auth/react'
import { passFocus } from '../../ui/pass-focus'
import { useApp } from '../app-context'
import type { PagePath } from '../page-modules'

const LINKS: readonly { to: PagePath; text: string; role?: Role }[] = [
  { to: '/', text: 'Home' },
  { to: '/users', text: 'Users', role: 'admin' },
  { to: '/sessions', text: 'Sessions' },
  { to: '/how-it-works', text: 'How this works' },
]

export function Navigation() {
  const { flow } = useApp()
  const user = useUser()
  // Without refresh tokens there is no list of devices that hold one.
  const links = LINKS.filter(
    ({ to, role = user.role }) => role === user.role && (to !== '/sessions' || flow === 'refresh-token'),
  )
  return (
    <nav ref={passFocus} aria-label="Main" className="col-span-2 -mx-2 max-[22.5rem]:-mx-1.5">
      <ul className="flex flex-wrap">
        {links.map(({ to, text }) => (
          <li key={to}>
            <NavLink to={to} end className="nav-link">
              {text}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
