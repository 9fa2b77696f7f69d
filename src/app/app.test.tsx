// @vitest-environment jsdom
import '@testing-library/jest-dom/vitest'
import { act, cleanup, screen, waitFor, within } from '@testing-library/react'
import { AxiosError } from 'axios'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { pageModules } from './page-modules'
import { ada, grace, RESTORING, signedIn, signedOut, type Reply } from './testing/fake-auth'
import { openPromise } from './testing/open-promise'
import { renderApp } from './testing/render-app'

afterEach(cleanup)

const heading = (name: string | RegExp) => screen.findByRole('heading', { level: 1, name })
/** A heading is there before the effect that gives it the focus. */
const focusOn = (name: string | RegExp) =>
  waitFor(() => expect(screen.getByRole('heading', { level: 1, name })).toHaveFocus())

describe('a protected address, signed out', () => {
  it('leads to the sign-in page with the way back, query and hash too, and back after sign-in', async () => {
    const app = renderApp({ at: '/users?q=grace#list', state: signedOut() })
    await heading('Sign in')
    expect(app.address()).toBe(`/login?returnTo=${encodeURIComponent('/users?q=grace#list')}`)
    expect(app.calls).toEqual([])

    await app.user.type(screen.getByLabelText('Username'), 'ada')
    await app.user.type(screen.getByLabelText('Password'), 'secret{Enter}')

    // There is nothing of that name on the page: the heading takes the focus, as without it.
    await focusOn('Users')
    expect(app.address()).toBe('/users?q=grace#list')
    expect(await screen.findByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
    expect(screen.queryByRole('cell', { name: 'Ada Lovelace' })).toBeNull()
  })

  it.each(['/login/', '/Login'])('the sign-in page leads on from %s, as a server or a person writes it', async (at) => {
    const app = renderApp({ at: `${at}?returnTo=%2Fusers`, state: signedOut() })
    await heading('Sign in')
    expect(screen.queryByRole('link', { name: 'Sign in' })).toBeNull()
    await app.user.type(screen.getByLabelText('Username'), 'ada')
    await app.user.type(screen.getByLabelText('Password'), 'secret{Enter}')
    await heading('Users')
    expect(app.address()).toBe('/users')
  })

  it('says nothing to a visitor about a session that never was', async () => {
    renderApp({ state: signedOut() })
    await heading('Sign in')
    expect(screen.queryByRole('status')).toBeNull()
    expect(screen.queryByRole('alert')).toBeNull()
  })
})

describe('while it is not known whether someone is signed in', () => {
  it('shows neither the form nor what is protected, and asks for nothing', async () => {
    const app = renderApp({ at: '/users', state: RESTORING })
    await screen.findByText('One moment…')
    expect(screen.queryByRole('heading')).toBeNull()
    expect(app.calls).toEqual([])

    app.become(signedIn())
    await heading('Users')
  })

  it('goes to the sign-in page when nobody is, and says why', async () => {
    const app = renderApp({ at: '/sessions', state: RESTORING })
    app.become(signedOut('expired'))
    await heading('Sign in')
    expect(screen.getByRole('status')).toHaveTextContent('Your session has expired')
  })

  it('says so when the server can’t be reached, and goes on by itself', async () => {
    const deferred = { trouble: 'network', retryAt: Date.now() + 8000, attempt: 1 } as const
    const app = renderApp({ at: '/users', state: { status: 'restoring', deferred } })
    await heading('The server can’t be reached')
    expect(screen.getByText(/Next try in [789] s/)).toBeVisible()

    await app.user.click(screen.getByRole('button', { name: 'Try now' }))
    expect(app.client.retryNow).toHaveBeenCalledOnce()

    app.become(signedIn())
    await heading('Users')
  })

  it('shows an open page all the same', async () => {
    renderApp({ at: '/how-it-works', state: RESTORING })
    await heading('How this works')
    expect(screen.queryByRole('link', { name: 'Sign in' })).toBeNull()
  })
})

describe('the sign-in page, signed in', () => {
  it.each([
    ['/login', '/'],
    ['/login?returnTo=%2Fusers%3Fsort%3Drole', '/users?sort=role'],
    ['/login?returnTo=%2F%2Fevil.example', '/'],
    ['/login?returnTo=%2Flogin', '/'],
  ])('%s leads on to %s', async (at, to) => {
    const app = renderApp({ at, state: signedIn() })
    await waitFor(() => expect(app.address()).toBe(to))
    expect(screen.queryByRole('heading', { name: 'Sign in' })).toBeNull()
  })
})

describe('the end of a session', () => {
  it.each([
    ['expired', /has expired/],
    ['revoked', /from another device/],
    ['reused', /ended for safety/],
    ['signed-out-elsewhere', /in another tab/],
  ] as const)('%s: says why and brings back', async (reason, text) => {
    const app = renderApp({ at: '/users?q=ada', state: signedIn() })
    await screen.findByRole('cell', { name: 'Ada Lovelace' })
    app.become(signedOut(reason))

    // In the same moment: nothing of the session is left on the page.
    expect(screen.queryByText(/Lovelace/)).toBeNull()
    await heading('Sign in')
    expect(screen.getByRole('status')).toHaveTextContent(text)
    expect(screen.queryByRole('alert')).toBeNull()
    expect(app.address()).toBe(`/login?returnTo=${encodeURIComponent('/users?q=ada')}`)
    await waitFor(() => expect(screen.getByRole('heading', { name: 'Sign in' })).toHaveFocus())
  })

  it('on a page that is open to all: leaves it and the focus as they are, says why, and brings back', async () => {
    const app = renderApp({ state: signedIn() })
    await heading('Hello, Ada')
    await app.user.click(screen.getByRole('link', { name: 'How this works' }))
    const title = await heading('How this works')
    const toggle = screen.getByRole('radio', { name: 'Dark' })
    toggle.focus()
    app.become(signedOut('revoked'))
    await waitFor(() => expect(screen.getByRole('status')).toHaveTextContent(/from another device/))
    expect(title).toBeInTheDocument()
    expect(toggle).toHaveFocus()
    expect(screen.queryByText(/Lovelace/)).toBeNull()
    expect(app.address()).toBe('/how-it-works')

    await app.user.click(screen.getByRole('link', { name: 'Sign in again' }))
    await heading('Sign in')
    expect(screen.getByRole('status')).toHaveTextContent(/from another device/)
    expect(app.address()).toBe(`/login?returnTo=${encodeURIComponent('/how-it-works')}`)
  })

  it('for safety: says what to do besides', async () => {
    const app = renderApp({ at: '/users', state: signedIn() })
    await heading('Users')
    app.become(signedOut('reused'))
    await heading('Sign in')
    expect(screen.getByRole('status')).toHaveTextContent(/under Sessions, and change your password/)
  })

  it('on such a page: the focus goes to its heading where what had it is gone', async () => {
    const app = renderApp({ at: '/how-it-works', state: signedIn() })
    await heading('How this works')
    screen.getByRole('button', { name: 'Sign out' }).focus()
    app.become(signedOut('expired'))
    await waitFor(() => expect(screen.getByRole('heading', { level: 1 })).toHaveFocus())
  })

  it('on such a page: is said until it was read or one goes elsewhere', async () => {
    const app = renderApp({ at: '/how-it-works', state: signedIn() })
    await heading('How this works')
    app.become(signedOut('expired'))
    await app.user.click(await screen.findByRole('button', { name: 'Dismiss' }))
    expect(screen.getByRole('status')).toBeEmptyDOMElement()
    expect(screen.getByRole('heading', { level: 1 })).toHaveFocus()
    app.become(signedIn(ada, { epoch: 2 }))
    app.become(signedOut('expired'))
    expect(screen.getByRole('status')).toHaveTextContent('Your session has expired')

    await app.user.click(screen.getByRole('link', { name: 'Sign in' }))
    await heading('Sign in')
    await app.user.click(screen.getByRole('link', { name: 'How this works' }))
    await heading('How this works')
    expect(screen.getByRole('status')).toBeEmptyDOMElement()
  })

  it('by one’s own click is without notice and without a way back', async () => {
    const app = renderApp({ at: '/users', state: signedIn() })
    await heading('Users')
    await app.user.click(screen.getByRole('button', { name: 'Sign out' }))
    await heading('Sign in')
    expect(app.client.signOut).toHaveBeenCalledOnce()
    expect(app.address()).toBe('/login')
    expect(screen.queryByRole('status')).toBeNull()
  })

  it('on the way to another page: leads there afterwards', async () => {
    const code = vi.spyOn(pageModules['/'], 'page').mockReturnValue(new Promise(() => undefined))
    const app = renderApp({ at: '/users', state: signedIn() })
    await heading('Users')
    await app.user.click(screen.getByRole('link', { name: 'Home' }))
    await waitFor(() => expect(code).toHaveBeenCalled())
    expect(app.address()).toBe('/users')
    code.mockRestore()
    app.become(signedOut('revoked'))
    await heading('Sign in')
    expect(app.address()).toBe('/login')
  })

  it('does not lead the next person to where the last one was', async () => {
    const app = renderApp({
      at: '/users?q=secret',
      state: signedIn(ada),
      replies: { 'GET /users/me': { data: grace } },
    })
    await heading('Users')
    app.become(signedOut('expired'))
    await heading('Sign in')
    app.become(signedIn(grace, { epoch: 2 }))
    await heading('Hello, Grace')
    expect(app.address()).toBe('/')
  })
})

describe('a change of session without a sign-out between', () => {
  it('to someone else: wipes the page, goes home and says who it is now', async () => {
    const app = renderApp({ at: '/users?q=ada', state: signedIn(ada), replies: { 'GET /users/me': { data: grace } } })
    await screen.findByRole('cell', { name: 'Ada Lovelace' })
    app.become(signedIn(grace, { epoch: 2 }))
    expect(screen.queryByText(/Lovelace/)).toBeNull()
    await heading('Hello, Grace')
    expect(app.address()).toBe('/')
    expect(await screen.findByText('You are now signed in as Grace.')).toBeVisible()
  })

  it.each([
    ['/users?q=ada', 'Users'],
    // Where the new person must not be led either, though nothing protected is at this address.
    ['/how-it-works', 'How this works'],
  ])('at %s to someone who is not known at once: the same', async (at, title) => {
    const app = renderApp({ at, state: signedIn(ada), replies: { 'GET /users/me': { data: grace } } })
    await heading(title)
    app.become(RESTORING)
    expect(screen.queryByText(/Lovelace/)).toBeNull()
    app.become(signedIn(grace, { epoch: 2 }))
    await heading('Hello, Grace')
    expect(app.address()).toBe('/')
    expect(await screen.findByText('You are now signed in as Grace.')).toBeVisible()
  })

  it.each([
    ['/users?q=ada', 'Users', 'Sign in'],
    ['/how-it-works', 'How this works', 'How this works'],
  ])('at %s to nobody, and then to someone else by another tab: the same', async (at, title, between) => {
    const app = renderApp({ at, state: signedIn(ada), replies: { 'GET /users/me': { data: grace } } })
    await heading(title)
    app.become(signedOut('signed-out-elsewhere'))
    await heading(between)
    app.become(signedIn(grace, { epoch: 2 }))
    await heading('Hello, Grace')
    expect(app.address()).toBe('/')
    expect(await screen.findByText('You are now signed in as Grace.')).toBeVisible()
  })

  it('to the same person by another tab, or to someone else who signs in here: says nothing of it', async () => {
    const app = renderApp({ state: signedIn(grace), replies: { 'GET /users/me': { data: grace } } })
    await heading('Hello, Grace')
    app.become(signedOut('signed-out-elsewhere'))
    await heading('Sign in')
    app.become(signedIn(grace, { epoch: 2 }))
    await heading('Hello, Grace')
    expect(screen.getByRole('status', { name: 'Messages' })).toBeEmptyDOMElement()

    app.become(signedOut('expired'))
    app.replies['GET /users/me'] = { data: ada }
    await app.user.type(await screen.findByLabelText('Username'), 'ada')
    await app.user.type(screen.getByLabelText('Password'), 'secret{Enter}')
    await heading('Hello, Ada')
    expect(screen.getByRole('status', { name: 'Messages' })).toBeEmptyDOMElement()
  })

  it.each([
    ['signs in here', signedOut('expired')],
    ['is signed in by another tab', RESTORING],
  ])('to someone else, who %s after a reload: starts at home', async (_how, state) => {
    const before = renderApp({ at: '/users?q=ada', state: signedIn(ada) })
    await heading('Users')
    before.become(signedIn(ada, { renewedAt: 2 }))
    before.unmount()
    const app = renderApp({ at: '/users?q=ada', state, replies: { 'GET /users/me': { data: grace } } })
    await screen.findByText(state === RESTORING ? 'One moment…' : 'Username')
    app.become(signedIn(grace, { epoch: 2 }))
    await heading('Hello, Grace')
    expect(app.address()).toBe('/')
  })

  it('to the same person after a reload: comes back to where they were', async () => {
    const before = renderApp({ at: '/users?q=ada', state: signedIn(ada) })
    await heading('Users')
    before.become(signedIn(ada, { renewedAt: 2 }))
    before.unmount()
    const app = renderApp({ at: '/users?q=ada', state: signedOut('expired') })
    await heading('Sign in')
    app.become(signedIn(ada, { epoch: 2 }))
    await heading('Users')
    expect(app.address()).toBe('/users?q=ada')
  })

  it('to the same person, not known at once: comes back to where they were', async () => {
    const app = renderApp({ at: '/users?q=ada', state: signedIn(ada) })
    await screen.findByRole('cell', { name: 'Ada Lovelace' })
    app.become(RESTORING)
    await screen.findByText('One moment…')
    app.become(signedIn(ada, { epoch: 2 }))
    expect(await screen.findByRole('cell', { name: 'Ada Lovelace' })).toBeVisible()
    expect(app.address()).toBe('/users?q=ada')
    expect(screen.queryByText(/You are now signed in/)).toBeNull()
  })

  it('to nobody after all, not known at once: asks to sign in, and brings back', async () => {
    const app = renderApp({ at: '/users?q=ada', state: signedIn(ada) })
    await screen.findByRole('cell', { name: 'Ada Lovelace' })
    app.become(RESTORING)
    app.become(signedOut('signed-out-elsewhere'))
    await heading('Sign in')
    expect(app.address()).toBe(`/login?returnTo=${encodeURIComponent('/users?q=ada')}`)
  })

  it('to the same person: stays on the page and loads anew', async () => {
    const app = renderApp({ at: '/users', state: signedIn(ada) })
    await screen.findByRole('cell', { name: 'Ada Lovelace' })
    app.become(signedIn(ada, { epoch: 2 }))
    await waitFor(() => expect(app.calls).toEqual(['GET /users', 'GET /users']))
    expect(app.address()).toBe('/users')
  })
})

describe('that a reload ends the session', () => {
  const note = () => window.sessionStorage.getItem('ends-with-reload')

  it.each([
    ['access-token', 'memory', true],
    ['access-token', 'session', false],
    ['refresh-token', 'memory', false],
  ] as const)('is noted in the flow %s with the token in “%s”: %s', async (flow, tokenStorage, isNoted) => {
    const app = renderApp({ state: signedIn(), flow, tokenStorage })
    await heading('Hello, Ada')
    // By an effect, which runs after the heading is there.
    await waitFor(() => expect(note() !== null).toBe(isNoted))
    await app.user.click(screen.getByRole('button', { name: 'Sign out' }))
    await heading('Sign in')
    expect(note()).toBeNull()
    expect(screen.queryByRole('status')).toBeNull()
  })

  it('is told once', async () => {
    window.sessionStorage.setItem('ends-with-reload', '')
    renderApp({ at: '/users', state: signedOut(), flow: 'access-token' })
    await heading('Sign in')
    expect(screen.getByRole('status')).toHaveTextContent(/^Reloading/)
    expect(note()).toBeNull()
  })
})

describe('a role that a renewal changes', () => {
  const ordinary = { ...ada, role: 'user' } as const

  it('takes away the page that is open to it no more, and the focus goes on to what is said instead', async () => {
    const app = renderApp({ state: signedIn(ada) })
    await heading('Hello, Ada')
    await app.user.click(screen.getByRole('link', { name: 'Users' }))
    await screen.findByRole('cell', { name: 'Grace Hopper' })
    await focusOn('Users')
    app.become(signedIn(ordinary))
    const denied = await heading(/don’t have permission/)
    expect(screen.queryByRole('table')).toBeNull()
    expect(denied).toHaveFocus()
    expect(app.address()).toBe('/users')
  })

  it('opens the page that it was denied', async () => {
    const app = renderApp({ at: '/users', state: signedIn(ordinary) })
    await heading(/don’t have permission/)
    screen.getByRole('link', { name: 'Go to the start page' }).focus()
    app.become(signedIn(ada))
    await focusOn('Users')
    expect(await screen.findByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
  })

  it('opens the page that it took away, when it gives it back', async () => {
    const app = renderApp({ at: '/users?q=grace', state: signedIn(ada) })
    await heading('Users')
    app.become(signedIn(ordinary))
    await heading(/don’t have permission/)
    app.become(signedIn(ada))
    await heading('Users')
    expect(await screen.findByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
    expect(app.address()).toBe('/users?q=grace')
  })

  it('takes the search field away, and leaves the focus on what is said instead', async () => {
    const app = renderApp({ at: '/users', state: signedIn(ada) })
    await app.user.type(await screen.findByRole('searchbox'), 'ra')
    app.become(signedIn(ordinary))
    await focusOn(/don’t have permission/)
  })

  it('shows in the profile', async () => {
    const app = renderApp({ state: signedIn(ada) })
    await screen.findByText('You may see all users.')
    app.replies['GET /users/me'] = { data: ordinary }
    app.become(signedIn(ordinary))
    await screen.findByText('You may see your own account.')
  })

  it('is not looked for at each renewal', async () => {
    const app = renderApp({ at: '/users', state: signedIn(ada) })
    await screen.findByRole('cell', { name: 'Grace Hopper' })
    app.become(signedIn({ ...ada }, { renewedAt: Date.now() }))
    expect(app.calls).toEqual(['GET /users'])
  })
})

it('hides a page that may be out of date, and keeps what was typed into it', async () => {
  const state = signedIn()
  const app = renderApp({ at: '/users', state })
  await app.user.type(await screen.findByRole('searchbox'), 'grace')
  app.become({ ...state, veiled: true })
  expect(screen.queryByRole('searchbox')).toBeNull()
  app.become(state)
  expect(screen.getByRole('searchbox')).toHaveValue('grace')
})

describe('the header', () => {
  it('names who is signed in and leads everywhere', async () => {
    renderApp({ state: signedIn() })
    await heading('Hello, Ada')
    const banner = within(screen.getByRole('banner'))
    expect(banner.getByText('Ada Lovelace')).toBeVisible()
    const links = within(screen.getByRole('navigation')).getAllByRole('link')
    expect(links.map((link) => link.textContent)).toEqual(['Home', 'Users', 'Sessions', 'How this works'])
    expect(links[0]).toHaveAttribute('aria-current', 'page')
  })

  it('leads nobody to where they may not go', async () => {
    renderApp({ state: signedIn(grace), replies: { 'GET /users/me': { data: grace } } })
    await heading('Hello, Grace')
    const links = within(screen.getByRole('navigation')).getAllByRole('link')
    expect(links.map((link) => link.textContent)).toEqual(['Home', 'Sessions', 'How this works'])
  })

  it('has no page as the current one where there is none at the address', async () => {
    renderApp({ at: '/sessions/abc', state: signedIn() })
    await heading('There is no page at this address')
    const links = within(screen.getByRole('navigation')).getAllByRole('link')
    for (const link of links) expect(link).not.toHaveAttribute('aria-current')
  })

  it('has no sessions to show in the access-token flow', async () => {
    renderApp({ state: signedIn(), flow: 'access-token' })
    await heading('Hello, Ada')
    expect(screen.queryByRole('link', { name: 'Sessions' })).toBeNull()
  })

  it('moves the focus to the next page’s heading, and names the page in the title', async () => {
    const app = renderApp({ state: signedIn() })
    const hello = await heading('Hello, Ada')
    expect(hello).not.toHaveFocus()
    await app.user.click(screen.getByRole('link', { name: 'Users' }))
    await focusOn('Users')
    expect(document.title).toMatch(/^Users · /)
  })
})

describe('a page that can’t be shown', () => {
  it('for want of permission: says so, asks nothing of the API, and stays signed in', async () => {
    const app = renderApp({ at: '/users', state: signedIn(grace) })
    await heading(/don’t have permission/)
    expect(app.calls).toEqual([])
    expect(screen.getByRole('button', { name: 'Sign out' })).toBeVisible()
    await waitFor(() => expect(document.title).toMatch(/^You don’t have permission/))
  })

  it('because the API says 403: the same', async () => {
    renderApp({ at: '/users', state: signedIn(), replies: { 'GET /users': { status: 403 } } })
    await heading(/don’t have permission/)
    expect(screen.getByRole('button', { name: 'Sign out' })).toBeVisible()
  })

  it.each([
    ['/users', 'GET /users', 1],
    // Where one is already.
    ['/', 'GET /users/me', 0],
  ])('because there is no data at %s: says so, and another try is a press away', async (at, call, links) => {
    const app = renderApp({ at, state: signedIn(), replies: { [call]: { status: 404 } } })
    await heading('The server doesn’t have this data')
    expect(screen.queryAllByRole('link', { name: 'Go to the start page' })).toHaveLength(links)
    app.replies[call] = { data: at === '/' ? ada : [ada] }
    await app.user.click(screen.getByRole('button', { name: 'Try again' }))
    await heading(at === '/' ? 'Hello, Ada' : 'Users')
  })

  it('because the API says 403 of the start page: leads nobody to where they are', async () => {
    const app = renderApp({ state: signedIn(), replies: { 'GET /users/me': { status: 403 } } })
    await heading(/don’t have permission/)
    expect(screen.queryByRole('link', { name: 'Go to the start page' })).toBeNull()
    app.replies['GET /users/me'] = { data: ada }
    await app.user.click(screen.getByRole('button', { name: 'Try again' }))
    await heading('Hello, Ada')
  })

  it('because the API refuses this address and no other: says so, and that one is still signed in', async () => {
    const reply = vi
      .fn()
      .mockReturnValueOnce({ status: 401 })
      .mockReturnValue({ data: [ada, grace] })
    const app = renderApp({ at: '/users', state: signedIn(), replies: { 'GET /users': reply } })
    await heading('The server refuses the data of this page')
    expect(screen.getByText(/You are still signed in/)).toBeVisible()
    expect(screen.getByRole('link', { name: 'Go to the start page' })).toBeVisible()
    await app.user.click(screen.getByRole('button', { name: 'Try again' }))
    await heading('Users')
  })

  it.each([
    ['Users', '/users', signedIn(), 1],
    ['Sign in', '/login', signedOut(), 0],
  ] as const)(
    'because the code of “%s” did not come: says so, and who is still signed in',
    async (_n, path, state, times) => {
      const code = vi
        .spyOn(pageModules[path], 'page')
        .mockRejectedValue(new TypeError('Failed to fetch dynamically imported module'))
      onTestFinished(() => code.mockRestore())
      renderApp({ at: path, state })
      await heading('This page couldn’t be loaded')
      expect(screen.queryAllByText(/You are still signed in/)).toHaveLength(times)
    },
  )

  it('because there is none', async () => {
    const app = renderApp({ at: '/nowhere', state: signedIn() })
    await heading('There is no page at this address')
    await app.user.click(screen.getByRole('link', { name: 'Go to the start page' }))
    await heading('Hello, Ada')
  })

  it('because there is none, as was said to another person before', async () => {
    const app = renderApp({ at: '/nowhere', state: signedIn(), replies: { 'GET /users/me': { data: grace } } })
    await heading('There is no page at this address')
    app.become(signedIn(grace, { epoch: 2 }))
    await heading('Hello, Grace')
    window.history.pushState(null, '', '/sessions/abc')
    act(() => void window.dispatchEvent(new PopStateEvent('popstate')))
    await heading('There is no page at this address')
  })

  it.each([
    ['/users', 'GET /users', [ada], 'Users'],
    ['/sessions', 'GET /sessions', [], 'Sessions'],
  ])('because the server fails at %s: another try is a press away', async (at, call, data, title) => {
    const reply = vi.fn().mockReturnValueOnce({ status: 503 }).mockReturnValue({ data })
    const app = renderApp({ at, state: signedIn(), replies: { [call]: reply } })
    await heading('The server has a problem')
    await app.user.click(screen.getByRole('button', { name: 'Try again' }))
    // The button is gone: the focus does not fall to the top of the page.
    await focusOn(title)
    expect(reply).toHaveBeenCalledTimes(2)
  })

  it.each([
    ['Users', 'GET /users', 500, 'The server has a problem'],
    ['Users', 'GET /users', 403, 'You don’t have permission to see this page'],
    ['Sessions', 'GET /sessions', 500, 'The server has a problem'],
  ])('after %s has opened and has the focus: the new heading takes it over', async (link, call, status, title) => {
    const answer = openPromise<Reply>()
    const app = renderApp({ state: signedIn(), replies: { [call]: () => answer.promise } })
    await app.user.click(await screen.findByRole('link', { name: link }))
    await focusOn(link)
    await act(async () => answer.resolve({ status }))
    await focusOn(title)
  })

  it('because the answer makes no sense', async () => {
    const replies = { 'GET /users': { data: '<html>Welcome to our Wi-Fi</html>' } }
    renderApp({ at: '/users', state: signedIn(), replies })
    await heading('Something other than the server answered')
    expect(screen.getByRole('button', { name: 'Try again' })).toBeVisible()
  })
})

describe('when the session can’t be renewed for now', () => {
  const deferred = { trouble: 'network', retryAt: Date.now() + 600_000, attempt: 2 } as const

  it('says that one is still signed in, and when the next try is', async () => {
    const app = renderApp({ state: signedIn() })
    await heading('Hello, Ada')
    const bar = within(screen.getByRole('complementary', { name: 'Connection' }))
    expect(bar.getByRole('status')).toBeEmptyDOMElement()

    app.become(signedIn(ada, { deferred }))
    await waitFor(() =>
      expect(bar.getByRole('status')).toHaveTextContent('You are still signed in. The server can’t be reached.'),
    )
    expect(bar.getByText(/Next try in/)).toBeVisible()
    await app.user.click(bar.getByRole('button', { name: 'Try now' }))
    expect(app.client.retryNow).toHaveBeenCalledOnce()

    app.become(signedIn())
    expect(bar.getByRole('status')).toBeEmptyDOMElement()
    expect(screen.getByRole('heading', { name: 'Hello, Ada' })).toBeVisible()
  })

  it('shows what a page showed before, and says once that it may be out of date', async () => {
    const state = signedIn()
    const app = renderApp({ at: '/users', state })
    await screen.findByRole('cell', { name: 'Grace Hopper' })
    await app.user.click(screen.getByRole('link', { name: 'Sessions' }))
    await heading('Sessions')
    app.become({ ...state, deferred })
    app.replies['GET /users'] = () => Promise.reject(new AxiosError('Network Error', AxiosError.ERR_NETWORK))
    await app.user.click(screen.getByRole('link', { name: 'Users' }))
    expect(await screen.findByText('What you see may be out of date.')).toBeVisible()
    expect(screen.getByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull()
    expect(screen.getByRole('button', { name: 'Try now' })).toBeVisible()

    app.replies['GET /users'] = { data: [ada] }
    app.become(state)
    await waitFor(() => expect(screen.queryByText(/out of date/)).toBeNull())
    expect(screen.queryByRole('cell', { name: 'Grace Hopper' })).toBeNull()
  })

  it('says once that there is nothing to show', async () => {
    const replies = { 'GET /users': () => Promise.reject(new AxiosError('Network Error', AxiosError.ERR_NETWORK)) }
    renderApp({ at: '/users', state: signedIn(ada, { deferred }), replies })
    await heading('This page has to wait')
    expect(screen.getAllByText(/can’t be reached/)).toHaveLength(1)
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull()
  })

  it('loads a page that failed as soon as it can be again', async () => {
    const reply = vi
      .fn()
      .mockReturnValueOnce({ status: 503 })
      .mockReturnValue({ data: [ada, grace] })
    const app = renderApp({ at: '/users', state: signedIn(ada, { deferred }), replies: { 'GET /users': reply } })
    await heading('This page has to wait')
    app.become(signedIn())
    await heading('Users')
  })
})

describe('a minute before the end in the access-token flow', () => {
  const about = (left: number) =>
    signedIn(ada, { renewedAt: Date.now() - 3_600_000 + left, expiresAt: Date.now() + left })

  it('says so, and takes a no for an answer', async () => {
    const app = renderApp({ state: about(50_000), flow: 'access-token' })
    const dialog = await screen.findByRole('alertdialog', { name: 'Your session is about to end' })
    expect(dialog).toHaveAccessibleDescription(/^It ends in about a minute\. It can’t be extended/)
    await app.user.click(screen.getByRole('button', { name: 'Keep working' }))
    expect(screen.queryByRole('alertdialog')).toBeNull()
    expect(app.client.signOut).not.toHaveBeenCalled()
  })

  it('lets one sign in again, and comes back', async () => {
    const app = renderApp({ at: '/users?q=ada', state: about(50_000), flow: 'access-token' })
    await app.user.click(await screen.findByRole('button', { name: 'Sign in again now' }))
    await heading('Sign in')
    expect(app.address()).toBe(`/login?returnTo=${encodeURIComponent('/users?q=ada')}`)
  })

  it('lets one sign in again from a page that is open to all, too', async () => {
    const app = renderApp({ at: '/how-it-works', state: about(50_000), flow: 'access-token' })
    await app.user.click(await screen.findByRole('button', { name: 'Sign in again now' }))
    await heading('Sign in')
    expect(app.address()).toBe(`/login?returnTo=${encodeURIComponent('/how-it-works')}`)
  })

  it.each([
    // Made when the test begins: a minute may pass from when they are listed.
    ['earlier', () => about(90_000), 'access-token'],
    ['where nothing says when the end is', () => signedIn(ada, { expiresAt: null }), 'access-token'],
    ['where it is renewed', () => about(50_000), 'refresh-token'],
  ] as const)('not %s', async (_name, state, flow) => {
    renderApp({ state: state(), flow })
    await heading('Hello, Ada')
    expect(screen.queryByRole('alertdialog')).toBeNull()
  })
})

describe('what a page showed before', () => {
  async function usersThenHome() {
    const app = renderApp({ at: '/users', state: signedIn() })
    await screen.findByRole('cell', { name: 'Grace Hopper' })
    await app.user.click(screen.getByRole('link', { name: 'Home' }))
    await heading('Hello, Ada')
    return app
  }
  const goToUsers = async (app: Awaited<ReturnType<typeof usersThenHome>>) => {
    await app.user.click(await screen.findByRole('link', { name: 'Users' }))
    await heading('Users')
  }

  it('is there until what is new has come', async () => {
    const app = await usersThenHome()
    const answer = openPromise<Reply>()
    app.replies['GET /users'] = () => answer.promise
    await goToUsers(app)
    expect(screen.getByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
    await act(async () => answer.resolve({ data: [ada] }))
    await waitFor(() => expect(screen.queryByRole('cell', { name: 'Grace Hopper' })).toBeNull())
  })

  it.each([
    ['the next person', { ...grace, role: 'admin' } as const],
    ['the same person in another session', ada],
  ])('is not there for %s', async (_name, next) => {
    const app = await usersThenHome()
    app.replies['GET /users'] = () => new Promise(() => undefined)
    app.replies['GET /users/me'] = { data: next }
    app.become(signedIn(next, { epoch: 2 }))
    await heading(`Hello, ${next.firstName}`)
    await goToUsers(app)
    expect(screen.getByText('Loading users…')).toBeInTheDocument()
    expect(screen.queryByRole('cell')).toBeNull()
  })

  it('is gone once the server has refused it', async () => {
    const app = await usersThenHome()
    app.replies['GET /users'] = { status: 403 }
    await app.user.click(screen.getByRole('link', { name: 'Users' }))
    await heading(/don’t have permission/)
    await app.user.click(within(screen.getByRole('navigation')).getByRole('link', { name: 'Home' }))
    await heading('Hello, Ada')
    app.replies['GET /users'] = () => new Promise(() => undefined)
    await goToUsers(app)
    expect(screen.queryByRole('cell')).toBeNull()
  })
})

describe('a page whose data can’t be had', () => {
  function unreachable() {
    vi.useFakeTimers({ shouldAdvanceTime: true })
    let isAway = true
    const reply = () => {
      if (isAway) throw new AxiosError('Network Error', AxiosError.ERR_NETWORK)
      return { data: [ada, grace] }
    }
    const app = renderApp({ at: '/users', state: signedIn(), replies: { 'GET /users': reply } })
    return { ...app, comeBack: () => (isAway = false) }
  }
  afterEach(() => {
    vi.useRealTimers()
  })
  const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms))

  it('tries again by itself, ever less often, and shows the page once the server answers', async () => {
    const app = unreachable()
    await heading('The server can’t be reached')
    const title = screen.getByRole('heading', { level: 1 })
    await pass(600_000)
    expect(app.calls.length).toBeGreaterThan(8)
    expect(app.calls.length).toBeLessThan(24)
    // Nothing jumps, nor is read out again.
    expect(title).toBeInTheDocument()
    app.comeBack()
    await pass(60_000)
    await heading('Users')
    const calls = app.calls.length
    await pass(600_000)
    expect(app.calls).toHaveLength(calls)
  })

  it('says that it was asked too much and for how long it waits, and goes on then', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true })
    const busy = { status: 429, headers: { 'retry-after': '30' } }
    const app = renderApp({ at: '/users', state: signedIn(), replies: { 'GET /users': busy } })
    await heading('Too many requests')
    expect(screen.getByText(/Next try in [23]\d\ss/)).toBeVisible()
    await pass(15_000)
    expect(app.calls).toHaveLength(1)
    // Again, and waits anew.
    await pass(16_000)
    await waitFor(() => expect(app.calls).toHaveLength(2))
    expect(await screen.findByText(/Next try in [23]\d\ss/)).toBeVisible()

    app.replies['GET /users'] = { data: [ada, grace] }
    await pass(31_000)
    await heading('Users')
  })

  it('is not asked for in a loop by a server that says “at once” each time', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true })
    const busy = { status: 429, headers: { 'retry-after': '0' } }
    const app = renderApp({ at: '/users', state: signedIn(), replies: { 'GET /users': busy } })
    await heading('Too many requests')
    await pass(60_000)
    expect(app.calls.length).toBeLessThan(20)
  })

  it('tries again once the browser has its network back, or the page is seen again', async () => {
    const app = unreachable()
    await heading('The server can’t be reached')
    const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    await pass(600_000)
    expect(app.calls).toHaveLength(1)
    visibility.mockReturnValue('visible')
    act(() => void document.dispatchEvent(new Event('visibilitychange')))
    await waitFor(() => expect(app.calls).toHaveLength(2))
    app.comeBack()
    act(() => void window.dispatchEvent(new Event('online')))
    await heading('Users')
  })
})
