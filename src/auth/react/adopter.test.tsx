// @vitest-environment jsdom
import '@testing-library/jest-dom/vitest'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { AuthProvider, useAuth, useAuthClient } from '.'
import { createTestAuth } from '../testing'

afterEach(cleanup)

/** A component as an app might have it: knows the engine by its face, and nothing of the fakes. */
function Profile() {
  const { http } = useAuthClient()
  const who = useAuth((state) => (state.status === 'signed-in' ? state.user.firstName : null))
  const reason = useAuth((state) => (state.status === 'signed-out' ? state.reason : null))
  return (
    <>
      <p>{who ?? `Signed out: ${reason}`}</p>
      <button onClick={() => void http.get('/things').catch(() => undefined)}>Load</button>
    </>
  )
}

it('a component is tested in five lines', async () => {
  const { auth, api } = createTestAuth({ signedInAs: 'ada' })
  render(<AuthProvider client={auth} children={<Profile />} />)
  expect(screen.getByText('Ada')).toBeVisible()

  api.revokeSessions()
  fireEvent.click(screen.getByText('Load'))
  expect(await screen.findByText('Signed out: revoked')).toBeVisible()
})
