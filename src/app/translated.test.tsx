// @vitest-environment jsdom
import '@testing-library/jest-dom/vitest'
import { cleanup, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { ada, signedIn, signedOut } from './testing/fake-auth'
import { renderApp } from './testing/render-app'
import { translate } from './testing/translate'

afterEach(cleanup)

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
})
