import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app'
import type { AppSettings, DemoAccount } from './app/app-context'
import { createSessionRouter } from './app/session-router'
import { createAuthClient } from './auth'

/** ms after which a page stops waiting for its data, and says so. */
const PATIENCE = 15_000

const container = document.getElementById('root')
if (!container) throw new Error('index.html has no #root.')
const root = createRoot(container)

// Nothing waits for it at the top level: pages import from this chunk, and would wait for it in turn.
void start()

async function start(): Promise<void> {
  const { apiUrl, authFlow: flow, tokenStorage } = __CONFIG__
  const demoAccounts = await startMock()
  const auth = createAuthClient({
    baseURL: apiUrl,
    flow,
    tokenStorage,
    http: { timeout: PATIENCE },
  })
  // Started before anything is drawn: whether someone is signed in is what all else waits for.
  void auth.restore()

  const sessionRouter = createSessionRouter({ auth, flow, basename: import.meta.env.BASE_URL })
  const settings: AppSettings = { flow, tokenStorage, demoAccounts, signInAgain: sessionRouter.signInAgain }
  root.render(
    <StrictMode>
      <App auth={auth} sessionRouter={sessionRouter} settings={settings} />
    </StrictMode>,
  )
}

/** The mock API, in the builds that have one. The condition is a constant: elsewhere, nothing of it is left. */
async function startMock(): Promise<readonly DemoAccount[]> {
  if (__MOCK__) {
    const [{ startMockApi }, { demoAccounts }] = await Promise.all([
      import('../mocks/browser'),
      import('../mocks/accounts'),
    ])
    try {
      await startMockApi({ basePath: __CONFIG__.apiUrl, flow: __CONFIG__.authFlow })
    } catch (error) {
      const { MockErrorPage } = await import('./app/mock-error-page')
      root.render(<MockErrorPage />)
      throw error
    }
    return demoAccounts
  }
  return []
}
