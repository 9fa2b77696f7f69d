import { type AuthClient, createAuthClient } from '../client'
import { systemClock } from '../environment/clock'
import type { AuthClientOptions } from '../settings'
import { createFakeAdapter } from './fake-adapter'
import { createFakeApi } from './fake-api'
import { createFakeBrowser, type FakeBrowser, type FakeTab, PAGE_ADDRESS } from './fake-browser'
import { createFakeServer, type FakeServer, type FakeServerOptions } from './fake-server'

export interface TestAuthOptions
  extends Omit<FakeServerOptions, 'basePath'>, Omit<AuthClientOptions, 'api' | 'http' | 'initial'> {
  /** Username of who is signed in from the start. Left out: nobody. */
  readonly signedInAs?: string
  /** Opens a further tab in the browser of another, with the same API behind it. Options of the API count for the first. */
  readonly sharedWith?: Pick<TestAuth, 'api' | 'browser'>
}

export interface TestAuth {
  /** The real engine. */
  readonly auth: AuthClient
  /** The API it talks to: make it fail, reply and revoke, and look at its log. */
  readonly api: FakeServer
  readonly browser: FakeBrowser
  readonly tab: FakeTab
}

/**
 * The real engine over fakes, for the test of a component. Whoever is `signedInAs` is so at once; everything is answered
 * in a promise or two, without a timer. Time is the machine's own unless a `clock` is handed in.
 */
export function createTestAuth({ signedInAs, sharedWith, ...options }: TestAuthOptions = {}): TestAuth {
  const { clock = systemClock, hint = true } = options
  // On the machine's own clock no token ends by itself: what would renew it is a timer.
  const served = options.clock === undefined ? { accessTokenTtl: null, ...options } : options
  const { origin, pathname } = new URL(options.baseURL ?? '/api', PAGE_ADDRESS)
  // The API is where the app looks for it.
  const place = { basePath: pathname.replace(/\/$/, ''), origins: [origin, ...(options.origins ?? [])] }
  const api = sharedWith?.api ?? createFakeServer(clock, { ...served, ...place })
  const browser = sharedWith?.browser ?? createFakeBrowser(clock)
  const tab = browser.openTab()
  const granted = signedInAs === undefined ? null : api.grant(signedInAs)
  if (granted !== null) browser.jar.accept(granted.cookies)

  const adapter = createFakeAdapter(api, tab)
  const client = createAuthClient({
    ...tab.environment,
    ...options,
    clock: tab.environment.clock,
    api: createFakeApi(api, tab, hint ? {} : { hintCookie: null }),
    http: { adapter },
    ...(granted === null ? {} : { initial: { expiresIn: null, ...granted.body } }),
  })
  const auth: AuthClient = {
    ...client,
    attach(instance) {
      instance.defaults.adapter = adapter
      return client.attach(instance)
    },
  }
  return { auth, api, browser, tab }
}
