import { createServer } from 'vite'
import type { LogEntry } from '../../mocks/log'
import type { ApiOptions } from '../../mocks/options'
import { refreshes } from './calls'
import { test as base } from './test'

interface Mock {
  /** Of this page, since its load. */
  log(): Promise<readonly LogEntry[]>
  refreshes(): Promise<number>
  setOptions(changes: Partial<ApiOptions>): Promise<void>
  expireAccessTokens(): Promise<void>
  revokeSessions(): Promise<void>
}

/** The development build on Vite's own server, with the mock's service worker in the API's place. */
export const test = base.extend<{ mock: Mock }, { apiPath: string; devServer: string }>({
  apiPath: ['/api', { option: true, scope: 'worker' }],

  devServer: [
    async ({ apiPath }, use) => {
      Object.assign(process.env, {
        NODE_ENV: 'development',
        API_TARGET: '',
        VITE_API_URL: apiPath,
        VITE_MOCK: 'on',
      })
      const server = await createServer({ logLevel: 'error', server: { host: '127.0.0.1', port: 0, hmr: false } })
      await server.listen()
      await use(server.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? '')
      await server.close()
    },
    { scope: 'worker' },
  ],
  baseURL: ({ devServer }, use) => use(devServer),
  mock: ({ page }, use) =>
    use({
      log: () => page.evaluate(() => window.mockApi!.control.log),
      refreshes: async () => refreshes(await page.evaluate(() => window.mockApi!.control.log)),
      setOptions: (changes) => page.evaluate((changes) => window.mockApi!.control.setOptions(changes), changes),
      expireAccessTokens: () => page.evaluate(() => window.mockApi!.control.expireAccessTokens()),
      revokeSessions: () => page.evaluate(() => window.mockApi!.control.revokeSessions()),
    }),
})

export { expect } from '@playwright/test'
