import * as v from 'valibot'

/**
 * A user as the engine holds and passes one on. Checked wherever one comes in: from the API, other tabs, storage. What a
 * contract knows beyond this goes along untouched.
 */
export const User = v.looseObject({
  id: v.string(),
  username: v.string(),
  firstName: v.string(),
  lastName: v.string(),
  role: v.string(),
})

export type User = Readonly<Pick<v.InferOutput<typeof User>, 'id' | 'username' | 'firstName' | 'lastName' | 'role'>>

/** The roles of the reference API; another contract may have others. */
export type Role = 'admin' | 'user'
