import type { ReactNode } from 'react'
import { createPath, Link, useLocation } from 'react-router-dom'
import { buttonClass } from '../../ui/button'
import { signInAddress } from '../return-to'
import { useEndReason } from '../use-end-reason'
import { wayBack } from '../way-back'

/** To the sign-in page, and on to where one was going before this page; for who was signed in here, back here. */
export function SignInLink({ children }: { children: ReactNode }) {
  const location = useLocation()
  const isVisitor = useEndReason() === null
  const returnTo = wayBack(location.state) ?? (isVisitor ? '/' : createPath(location))
  return (
    <Link to={signInAddress(returnTo)} className={buttonClass()}>
      {children}
    </Link>
  )
}
