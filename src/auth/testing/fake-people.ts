import type { User } from '../api/contract'
import type { FakeUser } from './fake-sessions'

export const FAKE_PASSWORD = 'secret'

const person = (username: string, firstName: string, lastName: string, role: User['role']): FakeUser => ({
  id: `usr_${username}`,
  username,
  firstName,
  lastName,
  role,
  password: FAKE_PASSWORD,
})

export const PEOPLE: readonly FakeUser[] = [
  person('ada', 'Ada', 'Lovelace', 'admin'),
  person('grace', 'Grace', 'Hopper', 'user'),
]

export function withoutPassword({ password: _, ...user }: FakeUser): User {
  return user
}
