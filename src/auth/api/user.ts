import * as v from 'valibot'

/** A user as the engine holds and passes one on. Checked wherever one comes in: from the API, other tabs, storage. */
export const User = v.object({
  id: v.string(),
  username: v.string(),
  firstName: v.string(),
  lastName: v.string(),
  role: v.picklist(['admin', 'user']),
})

export type User = Readonly<v.InferOutput<typeof User>>
export type Role = User['role']
