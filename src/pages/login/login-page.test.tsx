// @vitest-environment jsdom
import '@testing-library/jest-dom/vitest'
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { SignInError, type SignInFailure, type User } from '../../auth'
import { ada, signedIn, signedOut } from '../../app/testing/fake-auth'
import { openPromise } from '../../app/testing/open-promise'
import { renderApp } from '../../app/testing/render-app'

afterEach(() => {
  vi.useRealTimers()
  cleanup()
})

async function open(options: Partial<Parameters<typeof renderApp>[0]> = {}) {
  const app = renderApp({ at: '/login', state: signedOut(), ...options })
  await screen.findByRole('heading', { level: 1, name: 'Sign in' })
  const signIn = vi.mocked(app.client.signIn)
  return {
    ...app,
    signIn,
    fails: (failure: SignInFailure, retryAfter: number | null = null) =>
      signIn.mockRejectedValueOnce(new SignInError(failure, failure, { retryAfter })),
    username: screen.getByLabelText('Username'),
    password: screen.getByLabelText('Password'),
    button: () => screen.getByRole('button', { name: /^Sign(ing)? in/ }),
  }
}

describe('the sign-in form', () => {
  it('is made for password managers', async () => {
    const { username, password } = await open()
    expect(username).toHaveAttribute('autocomplete', 'username')
    expect(password).toHaveAttribute('autocomplete', 'current-password')
    expect(password).toHaveAttribute('type', 'password')
    expect(username.closest('form')).toBe(password.closest('form'))
    // Some send a form past its script.
    expect(password.closest('form')).toHaveAttribute('method', 'post')
  })

  it('sends the username without stray spaces, and the password as it is', async () => {
    const { user, username, password, signIn } = await open()
    await user.type(username, ' ada ')
    await user.type(password, ' secret {Enter}')
    expect(signIn).toHaveBeenCalledExactlyOnceWith({ username: 'ada', password: ' secret ' })
  })

  it('shows that it is under way, and can’t be sent twice', async () => {
    const { user, username, password, button, signIn } = await open()
    const answer = openPromise<User>()
    signIn.mockReturnValueOnce(answer.promise)
    await user.type(username, 'ada')
    await user.type(password, 'secret{Enter}')
    expect(button()).toHaveAttribute('aria-busy', 'true')
    await user.click(button())
    await user.type(password, '{Enter}')
    expect(signIn).toHaveBeenCalledOnce()

    await act(async () => answer.reject(new SignInError('unreachable', '')))
    expect(button()).not.toHaveAttribute('aria-busy')
  })

  it('says that it goes on where it takes long, and no longer than it does', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true })
    const { user, username, password, signIn } = await open()
    const answer = openPromise<User>()
    signIn.mockReturnValueOnce(answer.promise)
    await user.type(username, 'ada')
    await user.type(password, 'secret{Enter}')
    vi.setTimerTickMode('manual')
    act(() => void vi.advanceTimersByTime(3000))
    expect(screen.queryByText(/slow to answer/)).toBeNull()
    act(() => void vi.advanceTimersByTime(1000))
    const notice = screen.getByText('The server is slow to answer; still trying.')
    expect(notice).toBeVisible()
    expect(notice.closest('[aria-live=polite]')).not.toBeNull()

    vi.setTimerTickMode('interval')
    answer.reject(new SignInError('unreachable', ''))
    await waitFor(() => expect(screen.queryByText(/slow to answer/)).toBeNull())
  })

  it('says what is missing, in one alert and at the field, and gives it the focus', async () => {
    const { user, username, password, button, signIn } = await open()
    await user.click(button())
    expect(screen.getByRole('alert')).toHaveTextContent('Enter your username. Enter your password.')
    expect(username).toHaveFocus()
    expect(username).toBeInvalid()
    expect(password).toHaveAccessibleDescription(/Enter your password/)
    expect(signIn).not.toHaveBeenCalled()

    await user.type(username, 'ada')
    expect(username).toBeValid()
    expect(screen.getByRole('alert')).toHaveTextContent(/^Enter your password\.$/)
  })

  it('shows what is typed into the password field on request', async () => {
    const { user, password } = await open()
    const toggle = screen.getByRole('button', { name: 'Show password' })
    await user.click(toggle)
    expect(password).toHaveAttribute('type', 'text')
    expect(toggle).toHaveAccessibleName('Hide password')
    await user.click(toggle)
    expect(password).toHaveAttribute('type', 'password')
  })

  it('hides it again when it is sent', async () => {
    const { user, username, password, signIn } = await open()
    signIn.mockReturnValueOnce(openPromise<User>().promise)
    await user.type(username, 'ada')
    await user.click(screen.getByRole('button', { name: 'Show password' }))
    await user.type(password, 'secret{Enter}')
    expect(signIn).toHaveBeenCalledOnce()
    expect(password).toHaveAttribute('type', 'password')
  })

  it('sends what was put into the fields without a word', async () => {
    const { user, username, password, button, signIn } = await open()
    for (const [field, value] of [
      [username, 'ada'],
      [password, 'secret'],
    ] as const) {
      // As a script does it that knows nothing of React, which watches the element's own property.
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(field, value)
    }
    await user.click(button())
    expect(signIn).toHaveBeenCalledExactlyOnceWith({ username: 'ada', password: 'secret' })
  })

  it('hints at Caps Lock', async () => {
    const { user, password } = await open()
    await user.click(password)
    await user.keyboard('{CapsLock}')
    fireEvent.keyDown(password, { key: 'A', modifierCapsLock: true })
    expect(password).toHaveAccessibleDescription('Caps Lock is on')
    fireEvent.keyDown(password, { key: 'a', modifierCapsLock: false })
    expect(password).not.toHaveAccessibleDescription()
  })
})

describe('a look at another page', () => {
  const lookUp = async (app: Awaited<ReturnType<typeof open>>, link: string) => {
    await app.user.click(screen.getByRole('link', { name: 'How this works' }))
    await screen.findByRole('heading', { level: 1, name: 'How this works' })
    await app.user.click(screen.getByRole('link', { name: link }))
    await screen.findByRole('heading', { level: 1, name: 'Sign in' })
  }

  it('loses neither where one was going nor what was typed, but the password', async () => {
    const app = await open({ at: '/login?returnTo=%2Fusers%3Fq%3Dgrace' })
    await app.user.type(app.username, 'ada')
    await app.user.type(app.password, 'secret')
    await lookUp(app, 'Sign in')
    expect(app.address()).toBe('/login?returnTo=%2Fusers%3Fq%3Dgrace')
    expect(screen.getByLabelText('Username')).toHaveValue('ada')
    expect(screen.getByLabelText('Password')).toHaveValue('')
    expect(JSON.stringify(window.history.state)).not.toMatch(/ada|secret/)

    await app.user.type(screen.getByLabelText('Password'), 'secret{Enter}')
    await screen.findByRole('heading', { level: 1, name: 'Users' })
    expect(app.address()).toBe('/users?q=grace')
  })

  it('does not forget it for who skips to the content', async () => {
    const app = await open({ at: '/login?returnTo=%2Fusers' })
    await app.user.click(screen.getByRole('link', { name: 'How this works' }))
    await screen.findByRole('heading', { level: 1, name: 'How this works' })
    await app.user.click(screen.getByRole('link', { name: 'Skip to content' }))
    expect(screen.getByRole('main')).toHaveFocus()
    await app.user.click(screen.getByRole('link', { name: 'Sign in' }))
    await screen.findByRole('heading', { level: 1, name: 'Sign in' })
    expect(app.address()).toBe('/login?returnTo=%2Fusers')
  })

  it('leads nobody away who was going home', async () => {
    const app = await open({ state: signedOut('signed-out') })
    await lookUp(app, 'Sign in')
    expect(app.address()).toBe('/login')
  })

  it('shows the next person nothing of what was typed', async () => {
    const app = await open()
    await app.user.type(app.username, 'ada')
    app.become(signedIn(ada))
    await screen.findByRole('heading', { level: 1, name: 'Hello, Ada' })
    app.become(signedOut('signed-out'))
    expect(await screen.findByLabelText('Username')).toHaveValue('')
  })
})

describe('a sign-in that fails', () => {
  async function failing(failure: SignInFailure, retryAfter?: number) {
    const page = await open()
    page.fails(failure, retryAfter)
    await page.user.type(page.username, 'ada')
    await page.user.type(page.password, 'secret{Enter}')
    await screen.findByRole('alert')
    return page
  }

  it.each([
    ['invalid-credentials', /Check both and try again/],
    ['invalid-request', /Check both fields/],
    ['server', /server has a problem, so nothing was checked/],
    ['unreachable', /server can’t be reached, so nothing was checked/],
    ['malformed-answer', /public Wi-Fi/],
    ['superseded', /Another tab/],
    ['rate-limited', /Too many tries/],
  ] as const)('%s: says what to do next in the one alert, and moves the focus there', async (failure, text) => {
    const { username } = await failing(failure)
    const alert = screen.getByRole('alert')
    expect(alert).toHaveTextContent(text)
    expect(alert.closest('[tabindex]')).toHaveFocus()
    expect(username).toHaveValue('ada')
    expect(screen.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible()
  })

  it('clears the password only where it was wrong', async () => {
    const wrong = await failing('invalid-credentials')
    await waitFor(() => expect(wrong.password).toHaveValue(''))
    cleanup()
    const offline = await failing('unreachable')
    expect(offline.password).toHaveValue('secret')
  })

  it('counts down to the next try where the server asks to wait, and not a moment longer', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true })
    const { button, user, username, password, signIn } = await open()
    let until = 0
    signIn.mockImplementationOnce(() => {
      until = Date.now() + 28_000
      return Promise.reject(new SignInError('rate-limited', '', { retryAfter: 28_000 }))
    })
    await user.type(username, 'ada')
    await user.type(password, 'secret{Enter}')
    await screen.findByRole('alert')
    expect(button()).toHaveAttribute('aria-disabled', 'true')
    await user.type(password, '{Enter}')
    expect(signIn).toHaveBeenCalledOnce()

    vi.setTimerTickMode('manual')
    const passUntil = (moment: number) => act(() => void vi.advanceTimersByTime(moment - Date.now()))
    passUntil(until - 20_000)
    expect(screen.getByText('You can try again as ada in 20 s.')).toBeVisible()
    passUntil(until - 1)
    expect(screen.getByText('You can try again as ada in 1 s.')).toBeVisible()
    passUntil(until)
    // And nothing that says the contrary.
    expect(screen.getByRole('alert').closest('[tabindex]')).toHaveTextContent(/^You can try again as ada now\.$/)
    expect(button()).not.toHaveAttribute('aria-disabled')
    vi.setTimerTickMode('interval')
    await user.type(password, '{Enter}')
    expect(signIn).toHaveBeenCalledTimes(2)
  })

  it('asks nobody else to wait', async () => {
    const { button, user, username, password, signIn } = await failing('rate-limited', 28_000)
    expect(button()).toHaveAttribute('aria-disabled', 'true')
    await user.clear(username)
    await user.type(username, 'grace')
    expect(button()).not.toHaveAttribute('aria-disabled')
    await user.clear(username)
    await user.type(username, ' ada ')
    expect(button()).toHaveAttribute('aria-disabled', 'true')
    await user.clear(username)
    await user.type(username, 'grace')
    await user.type(password, '{Enter}')
    expect(signIn).toHaveBeenCalledTimes(2)
  })

  it('tells who presses in spite of the wait what there is to wait for', async () => {
    const { button, user, password, signIn } = await failing('rate-limited', 28_000)
    for (const press of [() => user.click(button()), () => user.type(password, '{Enter}')]) {
      await press()
      const alert = screen.getByRole('alert')
      expect(alert).toHaveTextContent(/Too many tries/)
      expect(alert.closest('[tabindex]')).toHaveFocus()
      expect(alert.closest('[tabindex]')).toHaveTextContent(/You can try again as ada in \d\d s\./)
    }
    expect(signIn).toHaveBeenCalledOnce()
  })

  it('is not told again once something is missing', async () => {
    const { user, password } = await failing('invalid-credentials')
    await user.type(password, '{Enter}')
    expect(screen.getByRole('alert')).toHaveTextContent(/^Enter your password\.$/)
    await user.type(password, 'r')
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('is forgotten at the next try', async () => {
    const { user, password } = await failing('invalid-credentials')
    await user.type(password, 'right{Enter}')
    await screen.findByRole('heading', { level: 1, name: 'Hello, Ada' })
    expect(screen.queryByRole('alert')).toBeNull()
  })
})

describe('demo accounts', () => {
  const demoAccounts = [{ username: 'ada', password: 'correct-horse', firstName: 'Ada', role: 'admin' }] as const

  it('are one click away', async () => {
    const { user, signIn } = await open({ demoAccounts })
    await user.click(screen.getByRole('button', { name: /^Ada/ }))
    expect(signIn).toHaveBeenCalledExactlyOnceWith({ username: 'ada', password: 'correct-horse' })
    await screen.findByRole('heading', { level: 1, name: `Hello, ${ada.firstName}` })
  })

  it('wait each for itself, and tell who presses all the same', async () => {
    const second = { username: 'grace', password: 'correct-horse', firstName: 'Grace', role: 'user' } as const
    const { user, signIn, fails } = await open({ demoAccounts: [...demoAccounts, second] })
    fails('rate-limited', 28_000)
    const button = (name: RegExp) => screen.getByRole('button', { name })
    await user.click(button(/^Ada/))
    await screen.findByText(/You can try again as ada in/)
    expect(button(/^Ada/)).toHaveAttribute('aria-disabled', 'true')
    await user.click(button(/^Ada/))
    expect(signIn).toHaveBeenCalledOnce()
    expect(screen.getByRole('alert').closest('[tabindex]')).toHaveFocus()

    expect(button(/^Grace/)).not.toHaveAttribute('aria-disabled')
    await user.click(button(/^Grace/))
    expect(signIn).toHaveBeenCalledTimes(2)
  })

  it('show which of them is being signed in, and what their roles are', async () => {
    const { user, signIn } = await open({ demoAccounts })
    const answer = openPromise<User>()
    signIn.mockReturnValueOnce(answer.promise)
    const button = screen.getByRole('button', { name: /^Ada/ })
    expect(button).toHaveTextContent(/Admin$/)
    await user.click(button)
    expect(button).toHaveAttribute('aria-busy', 'true')
    expect(button).toHaveTextContent(/Signing in…$/)

    await act(async () => answer.reject(new SignInError('unreachable', '')))
    expect(button).not.toHaveAttribute('aria-busy')
  })

  it('are not mentioned where there are none', async () => {
    await open()
    expect(screen.queryByText(/demo/i)).toBeNull()
  })
})
