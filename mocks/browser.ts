import { setupWorker } from 'msw/browser'
import { createMockApi, type MockApiOptions } from './api'
import type { Control } from './control'
import { indexedDbStore } from './indexed-db'
import { mswHandlers, showHint } from './msw'
import { systemRandom } from './random'
import { emptyState } from './state'

export interface BrowserMockOptions extends MockApiOptions {
  readonly basePath?: string
}

export interface BrowserMock {
  /** Of this page: faults, log and options are its own, the database is shared by all tabs. */
  readonly control: Control
  stop(): void
}

declare global {
  interface Window {
    /** For the browser's console and end-to-end tests: `mockApi.control.fail({ path: '/users', status: 503 })`. */
    mockApi?: BrowserMock
  }
}

/** Resolves when every call below `basePath` on this origin is answered by the mock. */
export async function startMockApi({ basePath = '/api', ...options }: BrowserMockOptions = {}): Promise<BrowserMock> {
  const store = indexedDbStore('mock-api', () => emptyState(options.random ?? systemRandom))
  const api = createMockApi({ store, cookiePath: `${basePath}/auth`, ...options })
  const origin = location.origin
  const worker = setupWorker(...mswHandlers(api, { basePath, origin, cookiesLand: 'with-work' }))
  await showHint(api)
  await worker.start({
    quiet: true,
    onUnhandledRequest: 'bypass',
    serviceWorker: { url: `${import.meta.env.BASE_URL}mockServiceWorker.js` },
  })
  window.mockApi = { control: api.control, stop: () => worker.stop() }
  return window.mockApi
}
