// @vitest-environment jsdom
import '@testing-library/jest-dom/vitest'
import { act, cleanup, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { SignInError } from '../auth'
import { ada, signedIn, signedOut } from './testing/fake-auth'
import { renderApp } from './testing/render-app'
import { translate } from './testing/translate'

afterEach(() => {
  vi.useRealTimers()
  cleanup()
})

const heading = (name: string | RegExp) => screen.findByRole('heading', { level: 1, name })
const deferred = { trouble: 'network', retryAt: Date.now() + 8000, attempt: 1 } as const

describe('a page that the browser has translated', () => {
  it('lives on when the session is renewed for the first time', async () => {
    const now = Date.now()
    const session = signedIn(ada, { startedAt: now, renewedAt: now })
    const app = renderApp({ state: session })
    await heading('Hello, Ada')
    translate()
    app.become({ ...session, renewedAt: now + 1 })
    expect(screen.queryByText('Not yet')).toBeNull()
    await heading(/^Hello/)
  })

  it('lives on when the server is there again', async () => {
    const session = signedIn()
    const app = renderApp({ at: '/how-it-works', state: session })
    await heading('How this works')
    app.become({ ...session, deferred })
    translate()
    app.become(session)
    expect(screen.queryByText(/can’t be reached/)).toBeNull()
    await heading('How this works')
  })

  it('lives on when it is up to date again', async () => {
    let isAway = true
    const app = renderApp({
      state: signedIn(),
      replies: { 'GET /users/me': () => (isAway ? { status: 503 } : { data: ada }) },
    })
    await screen.findByText(/may be out of date/)
    translate()
    isAway = false
    await app.user.click(screen.getByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(screen.queryByText(/may be out of date/)).toBeNull())
    await heading(/^Hello/)
  })

  it('lives on when it was read that the session ended', async () => {
    const app = renderApp({ at: '/how-it-works', state: signedIn() })
    await heading('How this works')
    app.become(signedOut('revoked'))
    await screen.findByText(/from another device/)
    translate()
    await app.user.click(screen.getByRole('button', { name: 'Dismiss' }))
    expect(screen.queryByText(/from another device/)).toBeNull()
    await heading('How this works')
  })

  const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms))

  it('goes on saying how long ago it was', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true })
    const now = Date.now()
    renderApp({ state: signedIn(ada, { startedAt: now, renewedAt: now, expiresAt: null }) })
    await screen.findByText(/just now/)
    translate()
    await pass(125_000)
    expect(screen.queryByText(/just now/)).toBeNull()
    expect(screen.getByText(/2 minutes ago/)).toBeVisible()
  })

  it('goes on counting down to the next try', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true })
    const app = renderApp({ at: '/login', state: signedOut() })
    vi.mocked(app.client.signIn).mockRejectedValue(new SignInError('rate-limited', '', { retryAfter: 90_000 }))
    await app.user.type(await screen.findByLabelText('Username'), 'ada')
    await app.user.type(screen.getByLabelText('Password'), 'secret{Enter}')
    await screen.findByText(/again as ada in 1/)
    translate()
    await pass(60_000)
    expect(screen.getByText(/again as ada in [23]\d\ss/)).toBeVisible()
  })

  it('goes on counting down to the end of the session', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true })
    renderApp({ flow: 'access-token', state: signedIn(ada, { renewedAt: 0, expiresAt: Date.now() + 58_000 }) })
    await screen.findByText(/Time left: 5\d/)
    translate()
    await pass(30_000)
    expect(screen.getByText(/Time left: 2\d/)).toBeVisible()
  })

  it('goes on saying how many users were found', async () => {
    const app = renderApp({ at: '/users', state: signedIn() })
    const found = await screen.findByRole('status', { name: 'Users found' })
    translate()
    await app.user.type(screen.getByRole('searchbox'), 'grace')
    await waitFor(() => expect(found).toHaveTextContent('1 of 2 users'))
  })
})
