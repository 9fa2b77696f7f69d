// @vitest-environment jsdom
import '@testing-library/jest-dom/vitest'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { demoPassword } from '../../mocks/accounts'
import { createMockServer } from '../../mocks/node'
import { createAuthClient } from '../auth'
import { App } from './app'
import { createSessionRouter } from './session-router'
import { polyfillDom } from './testing/polyfill-dom'

// The screens on the real engine, and the engine on the mock API: as an adopter tests their own.
const server = createMockServer()

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(async () => {
  cleanup()
  window.localStorage.clear()
  await server.reset()
})
afterAll(() => server.close())

/** A page load: what was there before is gone, but for cookies and notes. */
function load(at: string) {
  polyfillDom()
  window.scrollTo = () => undefined
  window.history.replaceState(null, '', at)
  const auth = createAuthClient()
  const sessionRouter = createSessionRouter({ auth, flow: 'refresh-token', basename: '/' })
  const settings = {
    flow: 'refresh-token',
    tokenStorage: 'memory',
    demoAccounts: [],
    signInAgain: sessionRouter.signInAgain,
  } as const
  void auth.restore()
  const view = render(<App auth={auth} sessionRouter={sessionRouter} settings={settings} />)
  const leave = () => {
    view.unmount()
    sessionRouter.dispose()
    auth.dispose()
  }
  onTestFinished(leave)
  return { user: userEvent.setup(), leave }
}

const heading = (name: string | RegExp) => screen.findByRole('heading', { level: 1, name }, { timeout: 4000 })

async function signIn(user: ReturnType<typeof userEvent.setup>, username: string, password = demoPassword) {
  await heading('Sign in')
  await user.type(screen.getByLabelText('Username'), username)
  await user.type(screen.getByLabelText('Password'), `${password}{Enter}`)
}

describe('on the mock API', () => {
  it('signs in, greets, lists the users and signs out', async () => {
    const { user } = load('/')
    await signIn(user, 'ada')
    await heading('Hello, Ada')
    await user.click(screen.getByRole('link', { name: 'Users' }))
    expect(await screen.findByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Sign out' }))
    await heading('Sign in')
    await waitFor(() => expect(server.control.counts('POST', '/auth/logout')).toBe(1))
  })

  it('says that the password is wrong', async () => {
    const { user } = load('/login')
    await signIn(user, 'ada', 'wrong')
    expect(await screen.findByRole('alert')).toHaveTextContent(/Check both and try again/)
  })

  it('restores the session at the next load, with one refresh', async () => {
    const first = load('/')
    await signIn(first.user, 'grace')
    await heading('Hello, Grace')
    first.leave()
    load('/')
    await heading('Hello, Grace')
    expect(server.control.counts('POST', '/auth/refresh')).toBe(1)
  })

  it('says why a session is over', async () => {
    const { user } = load('/')
    await signIn(user, 'ada')
    await heading('Hello, Ada')
    await server.control.revokeSessions()
    await user.click(screen.getByRole('link', { name: 'Users' }))
    await heading('Sign in')
    expect(screen.getByRole('status')).toHaveTextContent('Your session was ended')
  })
})
