// @vitest-environment jsdom
import '@testing-library/jest-dom/vitest'
import { act, cleanup, screen, waitFor, within } from '@testing-library/react'
import { AxiosError } from 'axios'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { RefreshDeferredError, SessionChangedError, SessionEndedError } from '../../auth'
import { ada, grace, signedIn, signedOut, type Reply } from '../../app/testing/fake-auth'
import { openPromise } from '../../app/testing/open-promise'
import { renderApp } from '../../app/testing/render-app'

afterEach(cleanup)

type Answer = ReturnType<typeof openPromise<Reply>>

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1'

const session = (id: string, userAgent: string, current = false) => ({
  id,
  userAgent,
  current,
  ip: '203.0.113.7',
  createdAt: '2026-03-10T09:00:00Z',
  lastUsedAt: `2026-03-14T0${id}:00:00Z`,
})

const USUAL = [session('1', SAFARI), session('2', 'script/1.0'), session('3', FIREFOX, true)]

function throws(error: Error): never {
  throw error
}

/** An API that remembers what was ended. */
async function open(answers: Partial<Record<string, () => Reply | Promise<Reply>>> = {}, sessions = USUAL) {
  const end = (call: string, keep: (each: (typeof sessions)[number]) => boolean) => async () => {
    const reply = (await answers[call]?.()) ?? { status: 204 }
    if (reply.status === 204) sessions = sessions.filter(keep)
    return reply
  }
  const app = renderApp({
    at: '/sessions',
    state: signedIn(),
    replies: {
      'GET /sessions': () => ({ data: sessions }),
      'DELETE /sessions/1': end('DELETE /sessions/1', ({ id }) => id !== '1'),
      'DELETE /sessions': end('DELETE /sessions', ({ current }) => current),
    },
  })
  await screen.findByRole('list', { name: 'Your sessions' })
  return app
}

const rows = () => within(screen.getByRole('list', { name: 'Your sessions' })).getAllByRole('listitem')
const messages = () => screen.getByRole('status', { name: 'Messages' })

describe('the sessions’ page', () => {
  it('lists this device first, then the one that was seen last', async () => {
    await open()
    expect(rows().map((row) => row.querySelector('p')?.textContent)).toEqual([
      'Firefox on LinuxThis device',
      'script 1.0',
      'Safari on iPhone',
    ])
    expect(rows()[0]).toHaveTextContent('From 203.0.113.7')
    // This device is left by signing out.
    expect(within(rows()[0]!).queryByRole('button')).toBeNull()
  })

  it('tells devices of the same name apart, and names what is no browser by its own word', async () => {
    const app = await open({}, [
      ...USUAL,
      { ...session('4', FIREFOX), ip: '198.51.100.4' },
      { ...session('5', FIREFOX), createdAt: '2026-03-11T09:30:00Z' },
    ])
    const ends = screen.getAllByRole('button', { name: /^End session/ }).map((button) => button.ariaLabel)
    expect(ends).toEqual([
      expect.stringMatching(/^End session of Firefox on Linux \(203\.0\.113\.7, signed in 11 Mar 2026, \d\d:30\)$/),
      expect.stringMatching(/^End session of Firefox on Linux \(198\.51\.100\.4, signed in 10 Mar 2026, \d\d:00\)$/),
      'End session of script 1.0',
      'End session of Safari on iPhone',
    ])
    await app.user.click(screen.getByRole('button', { name: /198\.51\.100\.4/ }))
    expect(screen.getByRole('dialog', { name: /^End the session of Firefox on Linux \(198\.51\.100\.4/ })).toBeVisible()
  })

  it('calls a device that says nothing of itself unknown, in a sentence too', async () => {
    await open({}, [...USUAL, { ...session('4', ''), ip: '198.51.100.4' }])
    const row = rows()[1]!
    expect(row).toHaveTextContent('Unknown device')
    expect(within(row).queryByText('Details')).toBeNull()
    expect(within(row).getByRole('button', { name: 'End session of an unknown device' })).toBeVisible()
  })

  it('shows what a device calls itself on request', async () => {
    const app = await open()
    const row = rows()[1]!
    expect(within(row).getByText('Calls itself script/1.0')).not.toBeVisible()
    await app.user.click(within(row).getByText('Details'))
    expect(within(row).getByText('Calls itself script/1.0')).toBeVisible()
  })

  it('asks before it ends a session, and takes no for an answer', async () => {
    const app = await open()
    await app.user.click(screen.getByRole('button', { name: 'End session of Safari on iPhone' }))
    expect(screen.getByRole('dialog', { name: 'End the session of Safari on iPhone?' })).toBeVisible()
    await app.user.click(screen.getByRole('button', { name: 'Cancel' }))
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(app.calls).toEqual(['GET /sessions'])
  })

  it('takes an ended session off the list at once, and says so when it is done', async () => {
    const answer = openPromise<Reply>()
    const app = await open({ 'DELETE /sessions/1': () => answer.promise })
    await app.user.click(screen.getByRole('button', { name: 'End session of Safari on iPhone' }))
    await app.user.click(screen.getByRole('button', { name: 'End session' }))
    expect(rows()).toHaveLength(2)
    expect(screen.getByRole('list', { name: 'Your sessions' })).toHaveFocus()
    expect(messages()).toBeEmptyDOMElement()

    await act(async () => answer.resolve({ status: 204 }))
    expect(await within(messages()).findByText('Ended the session of Safari on iPhone.')).toBeVisible()
    await waitFor(() => expect(app.calls).toEqual(['GET /sessions', 'DELETE /sessions/1', 'GET /sessions']))
    expect(rows()).toHaveLength(2)
  })

  it.each([
    ['does not do it', () => ({ status: 503 }), /could not be ended\. You are still signed in there/],
    ['can’t be reached', () => throws(new RefreshDeferredError('network', 0)), /the server can’t be reached/],
    ['gives no answer', () => throws(new AxiosError('timeout', AxiosError.ECONNABORTED)), /may not have been ended/],
    ['is hidden by a page of the Wi-Fi', () => ({ data: '<!doctype html><p>Welcome' }), /may not have been ended/],
  ])('takes it back when the server %s, and says how it stands', async (_name, answer, text) => {
    const app = await open({ 'DELETE /sessions/1': answer })
    await app.user.click(screen.getByRole('button', { name: 'End session of Safari on iPhone' }))
    await app.user.click(screen.getByRole('button', { name: 'End session' }))
    const alert = await screen.findByRole('alert')
    expect(alert).toHaveTextContent(text)
    expect(alert).toHaveTextContent(/^The session of Safari on iPhone /)
    expect(messages()).toBeEmptyDOMElement()
    expect(rows()).toHaveLength(3)
  })

  it('says no more that it failed once it is tried again', async () => {
    const answer = vi.fn().mockReturnValueOnce({ status: 503 }).mockReturnValue({ status: 204 })
    const app = await open({ 'DELETE /sessions/1': answer })
    const end = async () => {
      await app.user.click(screen.getByRole('button', { name: 'End session of Safari on iPhone' }))
      await app.user.click(screen.getByRole('button', { name: 'End session' }))
    }
    await end()
    await screen.findByRole('alert')
    await end()
    expect(await within(messages()).findByText('Ended the session of Safari on iPhone.')).toBeVisible()
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('says offline that the connection is away and that nothing was ended', async () => {
    const onLine = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    onTestFinished(() => onLine.mockRestore())
    const app = await open({ 'DELETE /sessions': () => throws(new AxiosError('Network', AxiosError.ERR_NETWORK)) })
    await app.user.click(screen.getByRole('button', { name: 'Sign out everywhere else' }))
    await app.user.click(screen.getByRole('button', { name: 'Sign out the others' }))
    const text = /^The other sessions could not be ended: the server can’t be reached\. You are still signed in there/
    expect(await screen.findByRole('alert')).toHaveTextContent(text)
    expect(rows()).toHaveLength(3)
  })

  it('looks again when it can’t tell whether the server did it', async () => {
    const app = await open({ 'DELETE /sessions/1': () => throws(new AxiosError('timeout', AxiosError.ECONNABORTED)) })
    await app.user.click(screen.getByRole('button', { name: 'End session of Safari on iPhone' }))
    await app.user.click(screen.getByRole('button', { name: 'End session' }))
    await waitFor(() => expect(app.calls).toEqual(['GET /sessions', 'DELETE /sessions/1', 'GET /sessions']))
  })

  it('does not claim that this device is the only one before the server has said so', async () => {
    const answer = openPromise<Reply>()
    const app = await open({ 'DELETE /sessions': () => answer.promise })
    await app.user.click(screen.getByRole('button', { name: 'Sign out everywhere else' }))
    await app.user.click(screen.getByRole('button', { name: 'Sign out the others' }))
    expect(rows()).toHaveLength(1)
    expect(screen.getByText('Waiting for the server…')).toBeVisible()
    expect(screen.queryByText(/on this device only/)).toBeNull()
    await act(async () => answer.resolve({ status: 204 }))
    expect(await screen.findByText('You are signed in on this device only.')).toBeVisible()
  })

  it('keeps the list when it can’t be brought up to date, says so, and another try is a press away', async () => {
    const app = await open()
    const list = app.replies['GET /sessions']!
    app.replies['GET /sessions'] = { status: 500 }
    await app.user.click(screen.getByRole('button', { name: 'End session of Safari on iPhone' }))
    await app.user.click(screen.getByRole('button', { name: 'End session' }))
    expect(await screen.findByText('What you see may be out of date: the server has a problem.')).toBeVisible()
    expect(screen.getByRole('heading', { level: 1, name: 'Sessions' })).toBeVisible()
    expect(rows()).toHaveLength(2)

    app.replies['GET /sessions'] = list
    await app.user.click(screen.getByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(screen.queryByText(/out of date/)).toBeNull())
    expect(rows()).toHaveLength(2)
  })

  it('does not keep a list that the server refuses', async () => {
    const app = await open()
    app.replies['GET /sessions'] = { status: 403 }
    await app.user.click(screen.getByRole('button', { name: 'End session of Safari on iPhone' }))
    await app.user.click(screen.getByRole('button', { name: 'End session' }))
    const heading = await screen.findByRole('heading', { name: /don’t have permission/ })
    expect(screen.queryByRole('list', { name: 'Your sessions' })).toBeNull()
    // From the list, which had it.
    await waitFor(() => expect(heading).toHaveFocus())
  })

  it('is as content with a session that was gone already', async () => {
    const app = await open({ 'DELETE /sessions/1': () => ({ status: 404 }) })
    await app.user.click(screen.getByRole('button', { name: 'End session of Safari on iPhone' }))
    await app.user.click(screen.getByRole('button', { name: 'End session' }))
    expect(await within(messages()).findByText('Ended the session of Safari on iPhone.')).toBeVisible()
  })

  it('signs out everywhere else after a yes', async () => {
    const app = await open()
    const button = screen.getByRole('button', { name: 'Sign out everywhere else' })
    const list = screen.getByRole('list', { name: 'Your sessions' })
    // Not below a list that may be long.
    expect(button.compareDocumentPosition(list)).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
    await app.user.click(button)
    expect(screen.getByRole('dialog')).toHaveTextContent(
      /2 other sessions are ended\..* within minutes at most\. This can’t be undone; you stay signed in/,
    )
    await app.user.click(screen.getByRole('button', { name: 'Sign out the others' }))
    expect(await within(messages()).findByText('Signed out everywhere else.')).toBeVisible()
    expect(rows()).toHaveLength(1)
    expect(screen.queryByRole('button', { name: 'Sign out everywhere else' })).toBeNull()
    expect(screen.getByText('You are signed in on this device only.')).toBeVisible()
  })
})

describe('what becomes of an ending once its own session is over', () => {
  /** Ada's request is on its way: its answer is the test's to give. */
  async function ending() {
    const answer = openPromise<Reply>()
    const app = await open({ 'DELETE /sessions/1': () => answer.promise })
    app.replies['GET /users/me'] = { data: grace }
    await app.user.click(screen.getByRole('button', { name: 'End session of Safari on iPhone' }))
    await app.user.click(screen.getByRole('button', { name: 'End session' }))
    return { ...app, answer }
  }
  const comesGrace = async (app: Awaited<ReturnType<typeof ending>>) => {
    app.become(signedIn(grace, { epoch: 2 }))
    await screen.findByRole('heading', { level: 1, name: 'Hello, Grace' })
  }

  const tellsNothing = () => {
    expect(messages()).not.toHaveTextContent('Safari')
    expect(screen.queryByRole('alert')).toBeNull()
  }

  it.each([
    ['fails', (answer: Answer) => answer.reject(new SessionEndedError('revoked'))],
    ['fails on the server', (answer: Answer) => answer.resolve({ status: 503 })],
    ['succeeds', (answer: Answer) => answer.resolve({ status: 204 })],
  ])('%s while nobody is signed in: the next person reads nothing of it', async (_name, settle) => {
    const app = await ending()
    app.become(signedOut('revoked'))
    await act(async () => settle(app.answer))
    await comesGrace(app)
    tellsNothing()
  })

  it.each([
    ['fails', (answer: Answer) => answer.reject(new SessionChangedError())],
    ['fails on the server', (answer: Answer) => answer.resolve({ status: 503 })],
    ['succeeds', (answer: Answer) => answer.resolve({ status: 204 })],
  ])('%s after someone else signed in: they read nothing of it', async (_name, settle) => {
    const app = await ending()
    await comesGrace(app)
    await act(async () => settle(app.answer))
    tellsNothing()
  })

  it('is not told to the same person in a new session either', async () => {
    const app = await ending()
    app.become(signedIn(ada, { epoch: 2 }))
    await act(async () => app.answer.resolve({ status: 503 }))
    tellsNothing()
  })

  it('says nothing of the end of the session itself', async () => {
    const app = await ending()
    await act(async () => app.answer.reject(new SessionEndedError('revoked')))
    tellsNothing()
  })
})
