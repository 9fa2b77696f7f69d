import { Link, useSearchParams } from 'react-router-dom'
import { useApp } from '../../app/app-context'
import { safeReturnTo } from '../../app/return-to'
import type { WayBack } from '../../app/way-back'
import { PageHeading } from '../../ui/page-heading'
import { DemoAccounts } from './demo-accounts'
import { EndedNotice } from './ended-notice'
import { SignInForm } from './sign-in-form'
import { useReasonToBeHere } from './use-reason-to-be-here'
import { useSignIn } from './use-sign-in'

export function LoginPage() {
  const { demoAccounts } = useApp()
  const [params] = useSearchParams()
  const signIn = useSignIn()
  const reason = useReasonToBeHere()
  const way: WayBack = { returnTo: safeReturnTo(params.get('returnTo')) }
  return (
    <div className="mx-auto grid w-full max-w-sm gap-6">
      <PageHeading>Sign in</PageHeading>
      <EndedNotice reason={reason} />
      <SignInForm signIn={signIn} autoFocus={reason === null} />
      {demoAccounts.length > 0 && <DemoAccounts accounts={demoAccounts} signIn={signIn} />}
      <p className="text-sm text-muted">
        What happens when you do?{' '}
        <Link to="/how-it-works" state={way} className="link">
          How this works
        </Link>
      </p>
    </div>
  )
}
