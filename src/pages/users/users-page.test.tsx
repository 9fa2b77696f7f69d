// @vitest-environment jsdom
import '@testing-library/jest-dom/vitest'
import { act, cleanup, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { ada, signedIn, type Replies, type Reply } from '../../app/testing/fake-auth'
import { openPromise } from '../../app/testing/open-promise'
import { renderApp } from '../../app/testing/render-app'

afterEach(cleanup)

const open = (at = '/users', replies: Replies = {}) => renderApp({ at, state: signedIn(), replies })

const names = () =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getAllByRole('cell')[0]?.textContent)

describe('the users’ page', () => {
  it('holds the place while they load', async () => {
    const answer = openPromise<Reply>()
    open('/users', { 'GET /users': () => answer.promise })
    await screen.findByText('Loading users…')
    expect(screen.getByRole('heading', { level: 1, name: 'Users' })).toBeVisible()
    await act(async () => answer.resolve({ data: [ada] }))
    expect(await screen.findByRole('table', { name: '1 user' })).toBeVisible()
    expect(screen.queryByText('Loading users…')).toBeNull()
  })

  it('says so where there are none', async () => {
    open('/users', { 'GET /users': { data: [] } })
    expect(await screen.findByText('There are no users yet.')).toBeVisible()
  })

  it.each([{}, { firstName: ' ', lastName: '  ' }])('gives a user without a name by the username: %j', async (name) => {
    open('/users', { 'GET /users': { data: [{ id: 'x', username: 'nameless', role: 'user', ...name }] } })
    await screen.findByRole('table')
    expect(names()).toEqual(['nameless'])
    expect(screen.getAllByRole('cell')[0]).toHaveAttribute('dir', 'auto')
  })

  it('sorts by a column and turns it round, in the address too, without asking the API again', async () => {
    const app = open()
    await screen.findByRole('table')
    expect(names()).toEqual(['Ada Lovelace', 'Grace Hopper'])
    expect(screen.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending')

    await app.user.click(screen.getByRole('button', { name: 'Name' }))
    await waitFor(() => expect(names()).toEqual(['Grace Hopper', 'Ada Lovelace']))
    expect(screen.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'descending')
    expect(app.address()).toBe('/users?dir=desc')

    await app.user.click(screen.getByRole('button', { name: 'Role' }))
    await waitFor(() => expect(app.address()).toBe('/users?sort=role'))
    expect(app.calls).toEqual(['GET /users'])
  })

  it('searches, in the address too, and leaves the focus where one types', async () => {
    const app = open()
    const field = await screen.findByRole('searchbox', { name: 'Search users' })
    await app.user.type(field, 'hopper')
    await waitFor(() => expect(names()).toEqual(['Grace Hopper']))
    expect(app.address()).toBe('/users?q=hopper')
    expect(field).toHaveFocus()
    expect(screen.getByRole('status', { name: 'Users found' })).toHaveTextContent('1 of 2 users')
    expect(app.calls).toEqual(['GET /users'])
  })

  it('takes a press on a column while a search is still being typed', async () => {
    const app = open()
    await app.user.type(await screen.findByRole('searchbox'), 'hopper')
    await app.user.click(screen.getByRole('button', { name: 'Role' }))
    // In whichever order: a slow machine may have taken the search up before the press.
    await waitFor(() =>
      expect([...new URL(app.address(), 'http://app').searchParams].sort()).toEqual([
        ['q', 'hopper'],
        ['sort', 'role'],
      ]),
    )
    await waitFor(() => expect(names()).toEqual(['Grace Hopper']))
  })

  it('takes two presses that come before the address has followed', async () => {
    const app = open()
    const column = await screen.findByRole('button', { name: 'Username' })
    act(() => {
      column.click()
      column.click()
    })
    await waitFor(() => expect(app.address()).toBe('/users?sort=username&dir=desc'))
  })

  it('opens as its address says', async () => {
    open('/users?q=e&sort=username&dir=desc')
    await screen.findByRole('table')
    expect(names()).toEqual(['Grace Hopper', 'Ada Lovelace'])
    expect(screen.getByRole('searchbox')).toHaveValue('e')
  })

  it('leads out of a search that finds nothing', async () => {
    const app = open('/users?q=nobody')
    expect(await screen.findByText('No user matches “nobody”.')).toBeVisible()
    await app.user.click(screen.getByRole('button', { name: 'Show all users' }))
    await screen.findByRole('table')
    expect(screen.getByRole('searchbox')).toHaveValue('')
    expect(app.address()).toBe('/users')
  })
})
