import type { Page } from '@playwright/test'
import { demoPassword } from '../../../mocks/accounts'
import type { AuthState, LoggedEvent } from '../../../src/auth'
import type {} from '../fixture/main'
import { FIXTURE } from './build'

/** What runs a function in a page. */
export interface Evaluates {
  evaluate<R>(run: () => R | Promise<R>): Promise<R>
  evaluate<A, R>(run: (arg: A) => R | Promise<R>, arg: A): Promise<R>
}

/** A tab with the engine alone, and what a test does with it. */
export class EngineTab<P extends Evaluates = Page> {
  readonly page: P
  constructor(page: P) {
    this.page = page
  }

  /** @param options as in the fixture's address. */
  static address(options: Readonly<Record<string, string>> = {}): string {
    return `${FIXTURE}?${new URLSearchParams(options).toString()}`
  }

  async restored(): Promise<void> {
    await this.page.evaluate(() => window.restored)
  }

  async signIn(username = 'ada'): Promise<void> {
    await this.page.evaluate((credentials) => window.auth.signIn(credentials), { username, password: demoPassword })
  }

  async signOut(): Promise<void> {
    await this.page.evaluate(() => window.auth.signOut())
  }

  /** Asks for a new token now, and does not wait for it. */
  async renew(): Promise<void> {
    await this.page.evaluate(() => {
      void window.auth.retryNow()
    })
  }

  /** The same, and waits for what comes of it. */
  renewed(): Promise<AuthState> {
    return this.page.evaluate(() => window.auth.retryNow())
  }

  /** What a call is answered with. */
  get(path: string): Promise<number> {
    return this.page.evaluate(async (path) => (await window.auth.http.get(path)).status, path)
  }

  state(): Promise<AuthState> {
    return this.page.evaluate(() => window.auth.store.getState())
  }

  /** The token's own name, and how long it took to get at it, in ms. */
  async token(): Promise<{ readonly jti: string; readonly took: number }> {
    return this.page.evaluate(async () => {
      const start = performance.now()
      const [, claims = ''] = (await window.auth.getAccessToken()).split('.')
      const took = performance.now() - start
      const { jti } = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))) as { jti: string }
      return { jti, took }
    })
  }

  async events(): Promise<readonly LoggedEvent['type'][]> {
    return this.page.evaluate(() => window.authEvents.map(({ type }) => type))
  }
}
