import * as v from 'valibot'

const FIELDS = ['id', 'username', 'firstName', 'lastName', 'role'] as const

export type User = Readonly<Record<(typeof FIELDS)[number], string>>

/**
 * A user as the engine holds and passes one on. Checked wherever one comes in: from other tabs, from storage. What a
 * contract knows beyond this goes along untouched.
 */
export const User = v.custom<User>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    FIELDS.every((name) => typeof (value as Partial<User>)[name] === 'string'),
)

/** The roles of the reference API; another contract may have others. */
export type Role = 'admin' | 'user'
