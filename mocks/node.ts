import { type SetupServer, setupServer } from 'msw/node'
import { createMockApi, type MockApiOptions } from './api'
import type { Control } from './control'
import { mswHandlers, showHint } from './msw'

export interface MockServerOptions extends MockApiOptions {
  readonly basePath?: string
}

export interface MockServer extends SetupServer {
  readonly control: Control
  /** The API as at the start and no cookie left, in `document.cookie` neither: for between two tests. */
  reset(): Promise<void>
}

/** The API for tests in node or jsdom: `listen()`, `reset()` and `close()` as MSW has it. */
export function createMockServer({ basePath = '/api', ...options }: MockServerOptions = {}): MockServer {
  const api = createMockApi({ cookiePath: `${basePath}/auth`, ...options })
  const server = setupServer(...mswHandlers(api, { basePath, origin: null, cookiesLand: 'with-answer' }))
  const reset = async (): Promise<void> => {
    server.resetHandlers()
    await api.control.reset()
    await showHint(api)
  }
  return { ...server, control: api.control, reset }
}
