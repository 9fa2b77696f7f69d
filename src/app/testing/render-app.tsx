import { act, configure, render } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { onTestFinished } from 'vitest'
import type { AuthState } from '../../auth'
import { forgetOtherSessions } from '../../ui/toast-store'
import { App } from '../app'
import type { AppSettings } from '../app-context'
import { createSessionRouter } from '../session-router'
import { ada, fakeAuth, grace, type Replies } from './fake-auth'
import { polyfillDom } from './polyfill-dom'

interface Options extends Partial<Pick<AppSettings, 'flow' | 'tokenStorage' | 'demoAccounts'>> {
  readonly at?: string
  readonly state: AuthState
  readonly replies?: Replies
}

const SESSION = {
  id: 's1',
  createdAt: '2026-03-14T09:00:00Z',
  lastUsedAt: '2026-03-14T15:00:00Z',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  ip: '203.0.113.7',
  current: true,
}

const USUAL: Replies = {
  'GET /users/me': { data: ada },
  'GET /users': { data: [ada, grace] },
  'GET /sessions': { data: [SESSION] },
}

// A busy machine needs more than the second that is usual.
configure({ asyncUtilTimeout: 4000 })

/** The whole app at an address, as a browser shows it: router, guards, layout and pages, on a fake engine. */
export function renderApp({
  at = '/',
  state,
  replies = {},
  flow = 'refresh-token',
  tokenStorage = 'memory',
  demoAccounts = [],
}: Options) {
  polyfillDom()
  forgetOtherSessions(null)
  window.scrollTo = () => undefined
  window.history.replaceState(null, '', at)
  onTestFinished(() => window.sessionStorage.clear())
  const auth = fakeAuth(state, { ...USUAL, ...replies })
  const sessionRouter = createSessionRouter({ auth: auth.client, flow, basename: '/' })
  onTestFinished(() => sessionRouter.dispose())
  const settings = { flow, tokenStorage, demoAccounts, signInAgain: sessionRouter.signInAgain }
  const view = render(<App auth={auth.client} sessionRouter={sessionRouter} settings={settings} />)
  return {
    ...auth,
    ...view,
    user: userEvent.setup(),
    become: (next: AuthState) => act(() => auth.become(next)),
    address: () => window.location.pathname + window.location.search + window.location.hash,
  }
}
