import { describe, expect, it } from 'vitest'
import type { Person } from '../person'
import { arrange, readView, sortedBy, writeView, type View } from './view'

const person = (username: string, firstName: string, lastName: string, role: Person['role'] = 'user'): Person => ({
  id: username,
  username,
  firstName,
  lastName,
  role,
})
const users = [
  person('radia', 'Radia', 'Perlman'),
  person('rozsa', 'Rózsa', 'Péter'),
  person('ada', 'Ada', 'Lovelace', 'admin'),
  person('u10', '', ''),
  person('u9', '', ''),
]
const view: View = { query: '', sort: 'name', isDescending: false }
const names = (changes: Partial<View>) => arrange(users, { ...view, ...changes }).map(({ username }) => username)

describe('arrange', () => {
  it('sorts by name, by the username where there is none, numbers by value', () => {
    expect(names({})).toEqual(['ada', 'radia', 'rozsa', 'u9', 'u10'])
  })

  it('turns the order round', () => {
    expect(names({ isDescending: true })).toEqual(['u10', 'u9', 'rozsa', 'radia', 'ada'])
  })

  it('keeps people of one role in the order of their usernames, both ways', () => {
    expect(names({ sort: 'role' })).toEqual(['ada', 'radia', 'rozsa', 'u9', 'u10'])
    expect(names({ sort: 'role', isDescending: true })).toEqual(['radia', 'rozsa', 'u9', 'u10', 'ada'])
  })

  it.each([
    ['peter', ['rozsa']],
    ['RÓZSA', ['rozsa']],
    ['lovelace ada', ['ada']],
    ['admin', ['ada']],
    ['  ', ['ada', 'radia', 'rozsa', 'u9', 'u10']],
    ['nobody', []],
  ])('finds “%s” whatever the accents, case and order of words', (query, found) => {
    expect(names({ query })).toEqual(found)
  })
})

describe('the view in the address', () => {
  it('is read back as it was written', () => {
    const written: View = { query: 'a & b', sort: 'role', isDescending: true }
    expect(readView(writeView(written, new URLSearchParams()))).toEqual(written)
  })

  it('leaves the default out, and what is not its own in', () => {
    expect(writeView(view, new URLSearchParams('q=old&dir=desc&tab=2')).toString()).toBe('tab=2')
  })

  it('falls back to the default where it makes no sense', () => {
    expect(readView(new URLSearchParams('sort=shoe-size&dir=sideways'))).toEqual(view)
  })

  it('sorts upwards by a new column, and turns the one in use', () => {
    expect(sortedBy(view, 'role')).toMatchObject({ sort: 'role', isDescending: false })
    expect(sortedBy(view, 'name')).toMatchObject({ sort: 'name', isDescending: true })
    expect(sortedBy({ ...view, isDescending: true }, 'name')).toMatchObject({ isDescending: false })
  })
})
