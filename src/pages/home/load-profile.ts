import * as v from 'valibot'
import type { AuthClient } from '../../auth'
import { Person } from '../person'

export async function loadProfile(auth: AuthClient, signal: AbortSignal): Promise<Person> {
  const answer = await auth.http.get<unknown>('/users/me', { signal })
  return v.parse(Person, answer.data)
}
