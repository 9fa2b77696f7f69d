// @vitest-environment jsdom
import '@testing-library/jest-dom/vitest'
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, it, vi } from 'vitest'
import { AuthProvider } from '../../auth/react'
import { forgetOtherSessions, showToast } from '../../ui/toast-store'
import { fakeAuth, signedIn } from '../testing/fake-auth'
import { Toasts } from './toasts'

afterEach(() => {
  vi.useRealTimers()
  cleanup()
  forgetOtherSessions(null)
})

function renderToasts() {
  render(
    <AuthProvider client={fakeAuth(signedIn()).client}>
      <Toasts />
    </AuthProvider>,
  )
}

it('keeps the last two of many messages, and does not bring the others back', async () => {
  renderToasts()
  const shown = () =>
    within(screen.getByRole('status', { name: 'Messages' }))
      .queryAllByRole('paragraph')
      .map(({ textContent }) => textContent)
  act(() => ['one', 'two', 'three', 'four'].forEach((text) => showToast(text, 1)))
  expect(shown()).toEqual(['three', 'four'])

  await userEvent.click(screen.getAllByRole('button', { name: 'Dismiss' })[0]!)
  expect(shown()).toEqual(['four'])
  await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
  expect(shown()).toEqual([])
})

it('keeps what has failed until it is dismissed, apart from what went well', () => {
  vi.useFakeTimers()
  renderToasts()
  act(() => {
    showToast('Done.', 1)
    showToast('That failed.', 1, ['a'])
    for (const text of ['one', 'two']) showToast(text, 1)
  })
  expect(screen.getByRole('alert')).toHaveTextContent('That failed.')
  expect(screen.getByRole('status', { name: 'Messages' })).not.toHaveTextContent('failed')
  act(() => void vi.advanceTimersByTime(600_000))
  expect(screen.getByRole('status', { name: 'Messages' })).toBeEmptyDOMElement()

  fireEvent.click(within(screen.getByRole('alert')).getByRole('button', { name: 'Dismiss' }))
  expect(screen.queryByRole('alert')).toBeNull()
})
