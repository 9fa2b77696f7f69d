import * as v from 'valibot'

/** A user as the API tells it. A name may be missing: screens fall back to the username. */
export const Person = v.object({
  id: v.string(),
  username: v.string(),
  firstName: v.fallback(v.string(), ''),
  lastName: v.fallback(v.string(), ''),
  /** The least that there is, when it is one that we don't know, as the engine takes it. */
  role: v.fallback(v.picklist(['admin', 'user']), 'user'),
})

export type Person = v.InferOutput<typeof Person>

/** First and last name, as far as they are given. */
export function fullName({ firstName, lastName }: Person): string {
  return [firstName, lastName].filter(Boolean).join(' ')
}

export const ROLE_NAMES = { admin: 'Admin', user: 'User' } as const
