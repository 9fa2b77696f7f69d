// @vitest-environment jsdom
import '@testing-library/jest-dom/vitest'
import { act, cleanup, render, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { clearToasts, showToast } from '../../ui/toast-store'
import { Toasts } from './toasts'

beforeEach(clearToasts)
afterEach(cleanup)

it('keeps the last two of many messages, and does not bring the others back', async () => {
  render(<Toasts />)
  const shown = () =>
    within(screen.getByRole('status', { name: 'Messages' }))
      .queryAllByRole('paragraph')
      .map(({ textContent }) => textContent)
  act(() => ['one', 'two', 'three', 'four'].forEach(showToast))
  expect(shown()).toEqual(['three', 'four'])

  await userEvent.click(screen.getAllByRole('button', { name: 'Dismiss' })[0]!)
  expect(shown()).toEqual(['four'])
  await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
  expect(shown()).toEqual([])
})
