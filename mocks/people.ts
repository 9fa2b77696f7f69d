import type { Role, User } from '../src/auth/api/contract'

/** A user of the reference API, which has two roles. */
export type Person = User & { readonly role: Role }

const person = (username: string, firstName: string, lastName: string, role: Role = 'user'): Person => ({
  id: `usr_${username}`,
  username,
  firstName,
  lastName,
  role,
})

/** Enough of them, and with letters enough, to make searching and sorting a table worth the while. */
export const people: readonly Person[] = [
  person('ada', 'Ada', 'Lovelace', 'admin'),
  person('grace', 'Grace', 'Hopper'),
  person('alan', 'Alan', 'Turing'),
  person('barbara', 'Barbara', 'Liskov'),
  person('donald', 'Donald', 'Knuth'),
  person('dorothy', 'Dorothy', 'Vaughan'),
  person('edsger', 'Edsger', 'Dijkstra'),
  person('elizabeth', 'Elizabeth', 'Feinler'),
  person('emmy', 'Emmy', 'Noether'),
  person('evelyn', 'Evelyn', 'Boyd Granville'),
  person('frances', 'Frances', 'Allen'),
  person('hedy', 'Hedy', 'Lamarr'),
  person('jean', 'Jean', 'Bartik'),
  person('john', 'John', 'McCarthy'),
  person('karen', 'Karen', 'Spärck Jones'),
  person('katherine', 'Katherine', 'Johnson'),
  person('konrad', 'Konrad', 'Zuse'),
  person('leslie', 'Leslie', 'Lamport'),
  person('lynn', 'Lynn', 'Conway'),
  person('margaret', 'Margaret', 'Hamilton', 'admin'),
  person('niklaus', 'Niklaus', 'Wirth'),
  person('radia', 'Radia', 'Perlman'),
  person('rozsa', 'Rózsa', 'Péter'),
  person('shafi', 'Shafi', 'Goldwasser'),
  person('tony', 'Tony', 'Hoare'),
]
