import type { Role } from '../src/auth/api/contract'

export interface DemoAccount {
  readonly username: string
  readonly password: string
  readonly firstName: string
  readonly role: Role
}

/** One password for everybody of the mock: it guards nothing, and the sign-in page of the demo shows it. */
export const demoPassword = 'correct-horse'

export const demoAccounts: readonly DemoAccount[] = [
  { username: 'ada', password: demoPassword, firstName: 'Ada', role: 'admin' },
  { username: 'grace', password: demoPassword, firstName: 'Grace', role: 'user' },
  { username: 'alan', password: demoPassword, firstName: 'Alan', role: 'user' },
]
