import * as v from 'valibot'

/** A user as the API tells it. A name may be missing: screens fall back to the username. */
export const Person = v.object({
  id: v.string(),
  username: v.string(),
  firstName: v.fallback(v.pipe(v.string(), v.trim()), ''),
  lastName: v.fallback(v.pipe(v.string(), v.trim()), ''),
  /** The least that there is, when it is one that we don't know, as the engine takes it. */
  role: v.fallback(v.picklist(['admin', 'user']), 'user'),
})

export type Person = v.InferOutput<typeof Person>

export const ROLE_NAMES = { admin: 'Admin', user: 'User' } as const
