import * as v from 'valibot'
import type { AuthClient } from '../../auth'
import { inBackground } from '../../ui/in-background'
import { Person } from '../person'

export interface ProfileData {
  readonly profile: Promise<Person>
}

export function loadProfile(auth: AuthClient, signal: AbortSignal): ProfileData {
  return { profile: inBackground(fetchProfile(auth, signal)) }
}

async function fetchProfile(auth: AuthClient, signal: AbortSignal): Promise<Person> {
  const answer = await auth.http.get<unknown>('/users/me', { signal })
  return v.parse(Person, answer.data)
}
