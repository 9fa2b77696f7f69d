// @vitest-environment jsdom
import '@testing-library/jest-dom/vitest'
import { act, cleanup, render, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, it } from 'vitest'
import { AuthProvider } from '../../auth/react'
import { forgetOtherSessions, showToast } from '../../ui/toast-store'
import { fakeAuth, signedIn } from '../testing/fake-auth'
import { Toasts } from './toasts'

afterEach(() => {
  cleanup()
  forgetOtherSessions(null)
})

it('keeps the last two of many messages, and does not bring the others back', async () => {
  render(
    <AuthProvider client={fakeAuth(signedIn()).client}>
      <Toasts />
    </AuthProvider>,
  )
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
