import * as v from 'valibot'
import { forRole } from '../../app/for-role'
import type { AuthClient } from '../../auth'
import { inBackground } from '../../ui/in-background'
import { Person } from '../person'

export interface UsersData {
  readonly users: Promise<readonly Person[]>
}

export const loadUsers = forRole('admin', (auth, signal): UsersData => ({
  users: inBackground(fetchUsers(auth, signal)),
}))

async function fetchUsers(auth: AuthClient, signal: AbortSignal): Promise<readonly Person[]> {
  const answer = await auth.http.get<unknown>('/users', { signal })
  return v.parse(v.array(Person), answer.data)
}
