// @vitest-environment jsdom
import '@testing-library/jest-dom/vitest'
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { AuthProvider, SignedIn, useAuth, useAuthClient, useUser } from '.'
import type { AuthClient, AuthState, User } from '..'

afterEach(cleanup)

const ada: User = { id: 'u1', username: 'ada', firstName: 'Ada', lastName: 'Lovelace', role: 'admin' }
const signedOut: AuthState = { status: 'signed-out', reason: null }
const signedIn: AuthState = {
  status: 'signed-in',
  user: ada,
  epoch: 1,
  startedAt: 0,
  renewedAt: 0,
  expiresAt: null,
  deferred: null,
  veiled: false,
}

// The bindings use nothing of the engine but its store.
function clientIn(state: AuthState) {
  const store = createStore<AuthState>(() => state)
  return { client: { store } as unknown as AuthClient, become: (next: AuthState) => store.setState(next, true) }
}

const Greeting = () => <p>Hello, {useUser().firstName}</p>

describe('SignedIn', () => {
  it('shows its children to who is signed in, and knows who that is', () => {
    const { client, become } = clientIn(signedOut)
    render(
      <AuthProvider client={client}>
        <SignedIn fallback="Nobody">
          <Greeting />
        </SignedIn>
      </AuthProvider>,
    )
    expect(screen.getByText('Nobody')).toBeVisible()
    act(() => become(signedIn))
    expect(screen.getByText('Hello, Ada')).toBeVisible()
    act(() => become(signedOut))
    expect(screen.queryByText('Hello, Ada')).toBeNull()
  })
})

describe('useAuth', () => {
  it('renders again only when what was selected changes', () => {
    const { client, become } = clientIn(signedIn)
    const rendered = vi.fn()
    function Status() {
      rendered(useAuth(({ status }) => status))
      return null
    }
    render(
      <AuthProvider client={client}>
        <Status />
      </AuthProvider>,
    )
    act(() => become({ ...signedIn, renewedAt: 5 }))
    act(() => become(signedOut))
    expect(rendered.mock.calls).toEqual([['signed-in'], ['signed-out']])
  })
})

it('says what is missing where the provider is', () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  function Lost() {
    useAuthClient()
    return null
  }
  expect(() => render(<Lost />)).toThrow('useAuthClient needs an <AuthProvider> above it.')
  expect(() => render(<Greeting />)).toThrow('useUser needs a <SignedIn> above it.')
})
