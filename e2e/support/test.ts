import { test as base, expect } from '@playwright/test'
import type { MockApiOptions } from '../../mocks/api'
import type { Control } from '../../mocks/control'
import type { LogEntry } from '../../mocks/log'
import { builds } from './build'
import { type ConsoleWatch, watchConsole } from './console'
import { Person } from './person'
import { startServer } from './server'

interface Options {
  /** How the API of this test behaves. The flow decides which build is served. */
  api: MockApiOptions
}

interface Fixtures {
  /** Of every page of the test, checked when it is over. */
  console: ConsoleWatch
  baseURL: string
  /** The server's side: what it saw, and what it is told to do. */
  server: Control
  /** In front of the browser. */
  person: Person
}

/** Each test has a server, a browser profile and a console of its own. */
export const test = base.extend<Options & Fixtures & { started: Awaited<ReturnType<typeof startServer>> }>({
  api: [{}, { option: true }],

  console: [
    async ({ context }, use) => {
      const watch = await watchConsole(context)
      await use(watch)
      expect(watch.complaints, 'what the browser complained of').toEqual([])
    },
    { auto: true },
  ],

  started: async ({ api }, use) => {
    const server = await startServer(builds[api.flow ?? 'refresh-token'], api)
    await use(server)
    await server.close()
  },
  baseURL: ({ started }, use) => use(started.url),
  async server({ started: { control } }, use, testInfo) {
    await use(control)
    if (testInfo.status === testInfo.expectedStatus) return
    // The first thing one wants to know of a test that failed.
    await testInfo.attach('what the server saw', { body: control.log.map(line).join('\n'), contentType: 'text/plain' })
  },
  person: ({ page }, use) => use(new Person(page)),
})

const line = ({ at, method, path, status, code }: LogEntry) => `${at} ${method} ${path} ${status} ${code ?? ''}`

export { expect }
