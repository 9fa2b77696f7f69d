// @vitest-environment jsdom
import '@testing-library/jest-dom/vitest'
import { cleanup, render, screen } from '@testing-library/react'
import { MemoryRouter } from 'react-router-dom'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { HoldPlace } from './hold-place'

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(1700)
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

/** A page that is opened by its address: the key of its entry in the history is that of every other such page. */
function open(address: string, isLoading: boolean) {
  cleanup()
  render(
    <MemoryRouter initialEntries={[{ pathname: address, key: 'default' }]}>
      <HoldPlace isLoading={isLoading} className="min-h-dvh">
        <p>{address}</p>
      </HoldPlace>
    </MemoryRouter>,
  )
}

it('holds the height that the page had, and of no other page', () => {
  open('/users', false)
  open('/users', true)
  const page = () => screen.getByText(/^\//).parentElement!
  expect(page().parentElement).toHaveStyle({ minHeight: '1700px' })
  // Its own least height counts all the same.
  expect(page()).toHaveClass('min-h-dvh')
  expect(page()).not.toHaveAttribute('style')

  open('/sessions', true)
  expect(page().parentElement).not.toHaveAttribute('style')
})
