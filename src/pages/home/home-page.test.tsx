// @vitest-environment jsdom
import '@testing-library/jest-dom/vitest'
import { act, cleanup, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { pageModules } from '../../app/page-modules'
import { ada, signedIn, type Reply } from '../../app/testing/fake-auth'
import { openPromise } from '../../app/testing/open-promise'
import { renderApp } from '../../app/testing/render-app'

afterEach(cleanup)

const heading = (name: string | RegExp) => screen.findByRole('heading', { level: 1, name })
const home = (reply: Reply | (() => Reply | Promise<Reply>)) =>
  renderApp({ state: signedIn(), replies: { 'GET /users/me': reply } })

describe('the home page', () => {
  it('is there with all that is around it before the server has said a word', async () => {
    const answer = openPromise<Reply>()
    const app = home(() => answer.promise)
    await heading('Hello, Ada')
    expect(app.calls).toEqual(['GET /users/me'])
    expect(screen.getByRole('navigation', { name: 'Main' })).toBeVisible()
    expect(screen.getByRole('button', { name: 'Sign out' })).toBeVisible()
    expect(within(screen.getByRole('region', { name: 'You' })).getByText('Ada Lovelace')).toBeVisible()
    await waitFor(() => expect(document.title).toMatch(/^Home · /))

    await act(async () => answer.resolve({ data: { ...ada, firstName: 'Augusta' } }))
    await heading('Hello, Augusta')
  })

  it.each([
    ['the server has a problem', { status: 503 }],
    ['something other than the server answered', { data: '<html>Welcome to our Wi-Fi</html>' }],
  ])('stays when %s, says so, and another try is a press away', async (reason, first) => {
    const reply = vi.fn().mockReturnValueOnce(first).mockReturnValue({ data: ada })
    const app = home(reply)
    expect(await screen.findByText(`What you see may be out of date: ${reason}.`)).toBeVisible()
    expect(screen.getByRole('heading', { level: 1, name: 'Hello, Ada' })).toBeVisible()

    await app.user.click(screen.getByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(screen.queryByText(/out of date/)).toBeNull())
    // The button is gone: the focus does not fall to the top of the page.
    expect(screen.getByRole('heading', { level: 1, name: 'Hello, Ada' })).toHaveFocus()
    expect(reply).toHaveBeenCalledTimes(2)
  })

  it('fetches the sessions’ code once the pointer or the focus is on the link to them', async () => {
    const code = vi.spyOn(pageModules['/sessions'], 'page')
    onTestFinished(() => code.mockRestore())
    const app = home({ data: ada })
    const link = await screen.findByRole('link', { name: 'See where else you are signed in' })
    expect(code).not.toHaveBeenCalled()
    await app.user.hover(link)
    expect(code).toHaveBeenCalledOnce()
    act(() => link.focus())
    expect(code).toHaveBeenCalledTimes(2)
  })

  it('takes a name of spaces for none', async () => {
    const nameless = { ...ada, firstName: ' ', lastName: '\u00a0' }
    renderApp({ state: signedIn(nameless), replies: { 'GET /users/me': { data: nameless } } })
    await heading('Hello, ada')
    expect(screen.getByText('Not given')).toBeVisible()
    expect(within(screen.getByRole('banner')).getByText('ada')).toBeVisible()
  })

  it('writes a name as its own letters go, and what stands around it as it goes', async () => {
    const layla = { ...ada, firstName: 'ليلى', lastName: 'الأخيلية' }
    renderApp({ state: signedIn(layla), replies: { 'GET /users/me': { data: layla } } })
    await heading('Hello, ليلى')
    // A `bdi` is of the direction of its first letter, as is what has `dir="auto"`.
    for (const name of screen.getAllByText(/ليلى/)) expect(name.closest('bdi, [dir="auto"]')).not.toBeNull()
  })

  it('gives way when the server refuses its data', async () => {
    home({ status: 401 })
    await heading('The server refuses the data of this page')
  })

  it('names no moment that has passed while the server is away', async () => {
    const app = home({ data: ada })
    await heading('Hello, Ada')
    const session = within(screen.getByRole('region', { name: 'This session' }))
    expect(session.getByText(/^By itself/)).toBeVisible()
    expect(session.getByText(/^Next at about (\d+ \w+ \d+, )?\d\d:\d\d\. The session ends/)).toBeVisible()

    const deferred = { trouble: 'network', retryAt: Date.now() + 8000, attempt: 2 } as const
    app.become(signedIn(ada, { expiresAt: Date.now() - 4000, deferred }))
    expect(session.getByText('As soon as the server answers')).toBeVisible()
    expect(session.queryByText(/^By itself/)).toBeNull()
    expect(session.queryByText(/Next|Valid|ago · /)).toBeNull()
  })

  it('names no moment that has passed while a renewal is late', async () => {
    renderApp({ state: signedIn(ada, { expiresAt: Date.now() - 4000 }) })
    await heading('Hello, Ada')
    const session = within(screen.getByRole('region', { name: 'This session' }))
    expect(session.getByText('The session ends when you sign out.')).toBeVisible()
    expect(session.queryByText(/Next/)).toBeNull()
  })

  it('comes to rest: what is told of the last minute does not count seconds', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true })
    onTestFinished(() => void vi.useRealTimers())
    renderApp({
      state: signedIn(ada, { startedAt: Date.now(), renewedAt: Date.now(), expiresAt: Date.now() + 900_000 }),
    })
    await heading('Hello, Ada')
    const started = within(screen.getByRole('region', { name: 'This session' })).getAllByRole('time')[0]!
    const changed = vi.fn()
    const observer = new MutationObserver(changed)
    observer.observe(started, { childList: true, characterData: true, subtree: true })
    expect(started).toHaveTextContent(/^just now ·/)
    await act(() => vi.advanceTimersByTimeAsync(45_000))
    expect(changed).not.toHaveBeenCalled()
    await act(() => vi.advanceTimersByTimeAsync(30_000))
    expect(started).toHaveTextContent(/^1 minute ago ·/)
    observer.disconnect()
  })
})
