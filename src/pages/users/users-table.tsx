import { useEffect, useRef } from 'react'
import { useSearchParams } from 'react-router-dom'
import { Button } from '../../ui/button'
import { passFocus } from '../../ui/pass-focus'
import type { Person } from '../person'
import { SearchField } from './search-field'
import { SortHeader } from './sort-header'
import { arrange, cell, COLUMNS, readView, sortedBy, writeView, type View } from './view'

/** Search and order live in the address alone. */
export function UsersTable({ users }: { users: readonly Person[] }) {
  const [params, setParams] = useSearchParams()
  const view = readView(params)
  const shown = arrange(users, view)
  const total = users.length === 1 ? '1 user' : `${users.length} users`
  // Ahead of the address while the router is on its way there: a search and a press on a column may come within one render.
  const wanted = useRef(params)
  useEffect(() => {
    wanted.current = params
  }, [params])

  function show(change: (view: View) => View) {
    wanted.current = writeView(change(readView(wanted.current)), wanted.current)
    // Replaces, so that the Back button leaves the page and does not undo letter by letter.
    setParams(wanted.current, { replace: true, preventScrollReset: true })
  }

  if (users.length === 0) return <Nothing text="There are no users yet." />
  return (
    <div ref={passFocus} className="grid gap-4">
      <SearchField value={view.query} onChange={(query) => show((before) => ({ ...before, query }))} />
      <p role="status" aria-label="Users found" className="sr-only">
        {`${shown.length} of ${total}`}
      </p>
      {shown.length === 0 ? (
        <Nothing text={`No user matches “${view.query}”.`}>
          <Button ref={passFocus} onClick={() => show((before) => ({ ...before, query: '' }))}>
            Show all users
          </Button>
        </Nothing>
      ) : (
        <div className="overflow-x-auto rounded-2xl border border-line bg-surface">
          {/* Scrolls sideways before the columns are too narrow for their titles, as with very large text. */}
          <table className="w-full min-w-[17.5rem] table-fixed text-left text-sm">
            <caption className="px-2.5 pt-4 text-left text-muted sm:px-5">
              {shown.length === users.length ? total : `${shown.length} of ${total}`}
            </caption>
            <colgroup>
              {COLUMNS.map(({ key, width }) => (
                <col key={key} className={width} />
              ))}
            </colgroup>
            <thead>
              <tr className="border-b border-line">
                {COLUMNS.map((column) => (
                  <SortHeader
                    key={column.key}
                    title={column.title}
                    order={view.sort === column.key ? (view.isDescending ? 'descending' : 'ascending') : 'none'}
                    onSort={() => show((before) => sortedBy(before, column.key))}
                  />
                ))}
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {shown.map((user) => (
                <tr key={user.id}>
                  {COLUMNS.map(({ key }) => (
                    <td
                      key={key}
                      dir="auto"
                      className="px-2.5 py-3 wrap-break-word first:font-medium not-first:text-muted sm:px-5"
                    >
                      {cell(user, key)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  )
}

function Nothing({ text, children }: { text: string; children?: React.ReactNode }) {
  return (
    <div className="grid justify-items-center gap-4 rounded-2xl border border-dashed border-line-strong px-4 py-12 text-center">
      <p className="wrap-anywhere">{text}</p>
      {children}
    </div>
  )
}
