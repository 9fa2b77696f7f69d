import { fullName } from '../../app/full-name'
import { ROLE_NAMES, type Person } from '../person'

/** Of a width that is set: by what stands in them, they would move with each letter of a search. */
export const COLUMNS = [
  { key: 'name', title: 'Name', width: 'w-[36%]' },
  { key: 'username', title: 'Username', width: 'w-[39%]' },
  { key: 'role', title: 'Role', width: 'w-[25%]' },
] as const

export type ColumnKey = (typeof COLUMNS)[number]['key']

/** How the table is looked at. The address keeps it, so that a reload, a bookmark and the Back button do too. */
export interface View {
  readonly query: string
  readonly sort: ColumnKey
  readonly isDescending: boolean
}

/** What is not understood is the default. */
export function readView(params: URLSearchParams): View {
  const sort = COLUMNS.find(({ key }) => key === params.get('sort'))?.key ?? 'name'
  return { query: params.get('q') ?? '', sort, isDescending: params.get('dir') === 'desc' }
}

/** Writes only what differs from the default; parameters of others stay. */
export function writeView({ query, sort, isDescending }: View, before: URLSearchParams): URLSearchParams {
  const params = new URLSearchParams(before)
  const entries = { q: query, sort: sort === 'name' ? '' : sort, dir: isDescending ? 'desc' : '' }
  for (const [name, value] of Object.entries(entries)) {
    if (value) params.set(name, value)
    else params.delete(name)
  }
  return params
}

/** A column's header was pressed: sort by it, or turn its order round. */
export function sortedBy(view: View, key: ColumnKey): View {
  return { ...view, sort: key, isDescending: view.sort === key && !view.isDescending }
}

// `peter` finds Péter, and numbers are sorted by their value.
const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true })

export function arrange(users: readonly Person[], view: View): Person[] {
  const words = fold(view.query).split(/\s+/).filter(Boolean)
  const direction = view.isDescending ? -1 : 1
  return users
    .filter((user) =>
      words.every((word) => fold(`${fullName(user)} ${user.username} ${ROLE_NAMES[user.role]}`).includes(word)),
    )
    .sort(
      (a, b) =>
        direction * collator.compare(cell(a, view.sort), cell(b, view.sort)) ||
        collator.compare(a.username, b.username),
    )
}

export function cell(user: Person, key: ColumnKey): string {
  if (key === 'name') return fullName(user) || user.username
  return key === 'role' ? ROLE_NAMES[user.role] : user.username
}

function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}
