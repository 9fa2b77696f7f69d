/**
 * Fakes for testing what stands on the engine: clock, browser, tabs, API. Nothing in here needs a test runner, and
 * nothing of it belongs in a production bundle.
 *
 * @example A component of yours, in five lines:
 * const { auth, api } = createTestAuth({ signedInAs: 'ada' })
 * render(<AuthProvider client={auth}><App /></AuthProvider>)
 * api.revokeSessions()
 * await userEvent.click(screen.getByText('Reload'))
 * await screen.findByText('You have been signed out.')
 */
export { createTestAuth, type TestAuth, type TestAuthOptions } from './create-test-auth'
export type { Delivery, Latency } from './deliver'
export { createFakeAdapter } from './fake-adapter'
export { createFakeApi, type FakeApiOptions } from './fake-api'
export {
  createFakeBrowser,
  type FakeBrowser,
  type FakeBrowserOptions,
  type FakeTab,
  type FakeTabOptions,
  PAGE_ADDRESS,
} from './fake-browser'
export { createFakeClock, type FakeClock, type FakeClockOptions, seededRandom } from './fake-clock'
export { createFakeServer, type FakeServer, type FakeServerOptions } from './fake-server'
export type { FakeAnswer, FakeRequest, LogEntry, Reply } from './fake-wire'
export { FAKE_PASSWORD } from './fake-people'
export { type FakeUser, HINT_COOKIE, REFRESH_COOKIE, type SessionOptions } from './fake-sessions'
export type { Fault, Hold } from './faults'
export { openPromise, type OpenPromise } from './open-promise'
