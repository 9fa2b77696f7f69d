import type { User } from '../auth'

/** First and last name, as far as they are given: spaces alone are none. */
export function fullName({ firstName, lastName }: Pick<User, 'firstName' | 'lastName'>): string {
  return `${firstName} ${lastName}`.trim()
}
