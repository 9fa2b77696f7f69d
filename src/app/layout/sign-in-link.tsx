import type { ReactNode } from 'react'
import { createPath, Link, useLocation } from 'react-router-dom'
import { buttonClass } from '../../ui/button'
import { signInAddress } from '../return-to'
import { useEndReason } from '../use-end-reason'

/** To the sign-in page, and back here for who was signed in here. */
export function SignInLink({ children }: { children: ReactNode }) {
  const here = createPath(useLocation())
  const isVisitor = useEndReason() === null
  return (
    <Link to={signInAddress(isVisitor ? '/' : here)} className={buttonClass()}>
      {children}
    </Link>
  )
}
