import type { Page } from '@playwright/test'
import { demoPassword } from '../../../mocks/accounts'
import type { AuthState, LoggedEvent } from '../../../src/auth'
import type {} from '../fixture/main'
import { FIXTURE } from './build'

/** A tab with the engine alone, and what a test does with it. */
export class EngineTab {
  readonly page: Page
  private constructor(page: Page) {
    this.page = page
  }

  /** @param options as in the fixture's address. */
  static async open(page: Page, options: Readonly<Record<string, string>>): Promise<EngineTab> {
    const tab = new EngineTab(page)
    await page.goto(`${FIXTURE}?${new URLSearchParams(options).toString()}`)
    await page.evaluate(() => window.restored)
    return tab
  }

  async signIn(username = 'ada'): Promise<void> {
    await this.page.evaluate((credentials) => window.auth.signIn(credentials), { username, password: demoPassword })
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

  state(): Promise<AuthState> {
    return this.page.evaluate(() => window.auth.store.getState())
  }

  /** When this tab got the token that it has, as wall ms; null: it has none. */
  async renewedAt(): Promise<number | null> {
    const state = await this.state()
    return state.status === 'signed-in' ? state.renewedAt : null
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

  events<T extends LoggedEvent['type']>(type: T): Promise<Extract<LoggedEvent, { type: T }>[]> {
    return this.page.evaluate(
      (type) => window.authEvents.filter((event): event is Extract<LoggedEvent, { type: T }> => event.type === type),
      type,
    )
  }
}
