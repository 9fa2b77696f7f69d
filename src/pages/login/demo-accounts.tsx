import type { DemoAccount } from '../../app/app-context'
import { ROLE_NAMES } from '../person'
import { useIsBlocked } from './use-is-blocked'
import type { SignIn } from './use-sign-in'

interface DemoAccountsProps {
  readonly accounts: readonly DemoAccount[]
  readonly signIn: SignIn
}

export function DemoAccounts({ accounts, signIn }: DemoAccountsProps) {
  return (
    <section aria-labelledby="demo-accounts" className="grid gap-3 border-t border-line pt-6">
      <h2 id="demo-accounts" className="text-sm font-medium">
        Or try a demo account, one click away
      </h2>
      <ul className="grid gap-2">
        {accounts.map((account) => (
          <li key={account.username}>
            <DemoButton account={account} signIn={signIn} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function DemoButton({
  account: { username, password, firstName, role },
  signIn,
}: {
  account: DemoAccount
  signIn: SignIn
}) {
  const isBlocked = useIsBlocked(signIn, username)
  const isUnderWay = signIn.isBusy && signIn.username === username
  return (
    <button
      type="button"
      aria-busy={isUnderWay || undefined}
      aria-disabled={signIn.isBusy || isBlocked || undefined}
      className="flex w-full items-center justify-between gap-4 rounded-xl border border-line bg-surface px-4 py-2.5 text-left text-sm transition-colors not-aria-disabled:hover:border-line-strong not-aria-disabled:hover:bg-hover aria-busy:border-accent aria-disabled:cursor-not-allowed not-aria-busy:aria-disabled:opacity-60"
      onClick={() => void signIn.run({ username, password })}
    >
      <span className="grid">
        <span className="font-medium">{firstName || username}</span>
        <span className="text-muted">
          {username} / {password}
        </span>
      </span>
      <span className={isUnderWay ? 'text-accent-text' : 'text-muted'}>
        {isUnderWay ? 'Signing in…' : ROLE_NAMES[role]}
      </span>
    </button>
  )
}
