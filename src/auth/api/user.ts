import * as v from 'valibot'

/** May be augmented (`declare module`) by optional fields that another contract knows: they go along untouched. */
export interface User {
  readonly id: string
  readonly username: string
  readonly firstName: string
  readonly lastName: string
  /** That of the reference API is `admin` or `user`; another contract may have others. */
  readonly role: string
}

const FIELDS: readonly (keyof User)[] = ['id', 'username', 'firstName', 'lastName', 'role']

/** The first field that is not there as it has to be: null when all are. */
export function flawIn(user: unknown): keyof User | null {
  return FIELDS.find((name) => typeof (user as Partial<User> | null | undefined)?.[name] !== 'string') ?? null
}

/** A user as the engine holds and passes one on. Checked wherever one comes in: from a contract, other tabs, storage. */
export const User = v.custom<User>((value) => flawIn(value) === null)

/** The roles of the reference API; another contract may have others. */
export type Role = 'admin' | 'user'
