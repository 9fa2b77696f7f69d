// @vitest-environment jsdom
import '@testing-library/jest-dom/vitest'
import { act, cleanup, render, screen } from '@testing-library/react'
import { Activity, lazy, StrictMode, Suspense, use, useEffect, useState } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { AuthProvider, SignedIn, useAuth, useAuthClient, useUser } from '.'
import type { AuthClient } from '..'
import { createFakeClock, createTestAuth, FAKE_PASSWORD } from '../testing'
import { clientIn } from '../testing/scenes'

afterEach(cleanup)

/** As anybody would write it: loads once, keeps what it got. */
function Profile() {
  const { http } = useAuthClient()
  const [name, setName] = useState('')
  useEffect(() => {
    void http.get<{ username: string }>('/users/me').then(({ data }) => setName(data.username))
  }, [http])
  return <p>{`data of ${name}, shown to ${useUser().username}`}</p>
}

describe('SignedIn', () => {
  it('shows nothing of ada to grace, who signs in in another tab', async () => {
    const clock = createFakeClock()
    const here = createTestAuth({ clock, signedInAs: 'ada' })
    const there = createTestAuth({ clock, sharedWith: here })
    render(
      <StrictMode>
        <AuthProvider client={here.auth}>
          <SignedIn fallback={<p>sign in</p>}>
            <Profile />
          </SignedIn>
        </AuthProvider>
      </StrictMode>,
    )
    await act(() => clock.advance(1000))
    expect(screen.getByText('data of ada, shown to ada')).toBeVisible()
    await act(async () => {
      void there.auth.signIn({ username: 'grace', password: FAKE_PASSWORD })
      await clock.advance(2000)
    })
    expect(document.body).toHaveTextContent('shown to grace')
    expect(document.body).not.toHaveTextContent('data of ada')
  })

  it('a page restored from the back/forward cache after a sign-out shows nothing of the past session', async () => {
    const clock = createFakeClock()
    const here = createTestAuth({ clock, signedInAs: 'ada' })
    const there = createTestAuth({ clock, sharedWith: here })
    void there.auth.restore()
    await clock.advance(1000)
    render(
      <AuthProvider client={here.auth}>
        <SignedIn fallback={<p>sign in</p>}>
          <p>ada’s secrets</p>
        </SignedIn>
      </AuthProvider>,
    )
    act(() => here.tab.moment('conceal'))
    here.tab.freeze()
    void there.auth.signOut()
    await clock.advance(1000)
    // The frozen page is shown again: this is the first thing that is painted.
    const shown = screen.queryByText('ada’s secrets')
    if (shown !== null) expect(shown).not.toBeVisible()
  })
})

it('who is signed in and reloads is shown no sign-in page, and what stands for the wait where there is one', async () => {
  const clock = createFakeClock()
  const { auth, api, tab } = createTestAuth({ clock, signedInAs: 'ada' })
  auth.dispose()
  const hold = api.hold('/auth/refresh')
  const again = clientIn(tab.reload(), api)
  void again.restore()
  render(
    <AuthProvider client={again}>
      <SignedIn fallback={<p>sign in</p>}>
        <p>app</p>
      </SignedIn>
    </AuthProvider>,
  )
  await act(() => clock.advance(1000))
  await hold.arrived
  expect(screen.queryByText('sign in')).toBeNull()
})

it('a renewal that changes nothing of the person is no change of the person', async () => {
  const clock = createFakeClock()
  const { auth } = createTestAuth({ clock, signedInAs: 'ada', accessTokenTtl: 900 })
  let loads = 0
  function Profile() {
    const user = useUser()
    useEffect(() => {
      loads += 1
    }, [user])
    return <p>{user.username}</p>
  }
  render(
    <AuthProvider client={auth}>
      <SignedIn>
        <Profile />
      </SignedIn>
    </AuthProvider>,
  )
  await act(() => clock.advance(3_600_000))
  expect(loads).toBe(1)
})

/** Keeps what it was made for. */
function Draft() {
  const { username } = useUser()
  const [text] = useState(() => `draft of ${username}`)
  return <p>{`${username}: ${text}`}</p>
}

/** Saves when it is left, in the name of who wrote it. */
function SavesWhenLeft() {
  const auth = useAuthClient()
  const { username } = useUser()
  const session = useAuth((state) => (state.status === 'signed-in' ? state.epoch : 0))
  useEffect(
    () => () => void auth.http.put('/draft', { by: username }, { session }).catch(() => undefined),
    [auth, username, session],
  )
  return null
}

describe('what belongs to a session', () => {
  it('begins afresh where another client takes the place of the first, each with its first session', () => {
    const at = ({ auth }: ReturnType<typeof createTestAuth>) => (
      <AuthProvider client={auth}>
        <SignedIn>
          <Draft />
        </SignedIn>
      </AuthProvider>
    )
    const { rerender } = render(at(createTestAuth({ signedInAs: 'ada' })))
    expect(screen.getByText('ada: draft of ada')).toBeVisible()
    rerender(at(createTestAuth({ signedInAs: 'grace' })))
    expect(screen.getByText('grace: draft of grace')).toBeVisible()
  })

  it.each([
    ['is saved while it is there', 'stays', ['ada']],
    ['is not saved in the name of who signs in elsewhere', 'signs in elsewhere', []],
  ])('%s', async (_name, grace, savedBy) => {
    const clock = createFakeClock()
    const here = createTestAuth({ clock, signedInAs: 'ada' })
    const there = createTestAuth({ clock, sharedWith: here })
    const { unmount } = render(
      <AuthProvider client={here.auth}>
        <SignedIn>
          <SavesWhenLeft />
        </SignedIn>
      </AuthProvider>,
    )
    if (grace === 'stays') unmount()
    else void there.auth.signIn({ username: 'grace', password: FAKE_PASSWORD })
    await act(() => clock.advance(1000))
    const drafts = here.api.log.filter(({ path }) => path === '/draft')
    expect(drafts.map(({ tokenOwner }) => tokenOwner)).toEqual(savedBy)
  })
})

describe('a page that a server has signed in', () => {
  it('is drawn there as it will be taken up, and not as one that does not know yet', () => {
    const { auth } = createTestAuth({ signedInAs: 'ada' })
    const page = (
      <AuthProvider client={auth}>
        <SignedIn pending="wait">
          <Draft />
        </SignedIn>
      </AuthProvider>
    )
    expect(renderToString(page)).toContain('ada: draft of ada')
  })
})

describe('where a boundary stands around it', () => {
  const GRACE = { username: 'grace', password: FAKE_PASSWORD }
  const READY = Object.assign(Promise.resolve(), { status: 'fulfilled' as const, value: undefined })
  const NEVER = new Promise<undefined>(() => undefined)
  const Never = lazy(() => new Promise<never>(() => undefined))

  /** What is Ada's is there at once; what is Grace's takes its time. */
  function Data() {
    const { username } = useUser()
    const { http } = useAuthClient()
    use(username === 'ada' ? READY : NEVER)
    useEffect(() => {
      const stop = setInterval(() => void http.put('/draft', `draft of ${username}`).catch(() => undefined), 1000)
      return () => clearInterval(stop)
    }, [http, username])
    return <p>{`secret of ${username}`}</p>
  }

  it.each([
    ['what the next person sees', (auth: AuthClient) => auth.signIn(GRACE)],
    ['the sign-in page', (auth: AuthClient) => auth.signOut()],
  ])('nothing of a session stays while %s loads', async (_what, end) => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    const clock = createFakeClock()
    const { auth, api } = createTestAuth({ clock, signedInAs: 'ada' })
    render(
      <AuthProvider client={auth}>
        <Suspense fallback="loading">
          <SignedIn fallback={<Never />} pending="one moment">
            <Data />
          </SignedIn>
        </Suspense>
      </AuthProvider>,
    )
    expect(screen.getByText('secret of ada')).toBeVisible()
    await act(async () => {
      void end(auth)
      await clock.advance(1000)
    })
    expect(screen.queryByText('secret of ada')).toBeNull()
    await act(async () => {
      vi.advanceTimersByTime(5000)
      await clock.advance(1000)
    })
    expect(api.counts('PUT', '/draft')).toBe(0)
  })

  it('what is hidden while a session ends comes back as the next one’s', async () => {
    const clock = createFakeClock()
    const { auth, api } = createTestAuth({ clock, signedInAs: 'ada' })
    function Home() {
      const { username } = useUser()
      const { http } = useAuthClient()
      useEffect(() => void http.put('/draft', `draft of ${username}`), [http, username])
      return <p>{`secret of ${username}`}</p>
    }
    // One object at each render, as the React Compiler makes it.
    const inner = (
      <SignedIn>
        <Home />
      </SignedIn>
    )
    const at = (mode: 'visible' | 'hidden') => (
      <AuthProvider client={auth}>
        <Activity mode={mode}>{inner}</Activity>
      </AuthProvider>
    )
    const { rerender } = render(at('visible'))
    await act(() => clock.advance(1000))
    rerender(at('hidden'))
    await act(async () => {
      void auth.signIn(GRACE)
      await clock.advance(1000)
    })
    rerender(at('visible'))
    await act(() => clock.advance(1000))
    expect(screen.getByText('secret of grace')).toBeVisible()
    const drafts = api.log.filter(({ path }) => path === '/draft').map(({ tokenOwner, body }) => [tokenOwner, body])
    expect(drafts).toEqual([
      ['ada', 'draft of ada'],
      ['grace', 'draft of grace'],
    ])
  })
})
