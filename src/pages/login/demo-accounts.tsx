import type { DemoAccount } from '../../app/app-context'
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
  return (
    <button
      type="button"
      aria-disabled={signIn.isBusy || isBlocked || undefined}
      className="flex w-full items-center justify-between gap-4 rounded-xl border border-line bg-surface px-4 py-2.5 text-left text-sm transition-colors hover:border-line-strong hover:bg-hover"
      onClick={() => void signIn.run({ username, password })}
    >
      <span className="grid">
        <span className="font-medium">{firstName || username}</span>
        <span className="text-muted">
          {username} / {password}
        </span>
      </span>
      <span className="text-muted">{role}</span>
    </button>
  )
}
