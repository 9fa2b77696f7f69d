import type { BrowserContext, Page } from '@playwright/test'
import { Person } from '../../support/person'
import { startServer } from '../../support/server'
import { test as base } from '../../support/test'
import { outDir } from './build'
import { EngineTab } from './engine-tab'

interface Fixtures {
  /** Further tabs of the browser that `person` sits at. */
  tabs: {
    /** The app, opened `count` times at once. */
    open(count: number, address?: string): Promise<readonly Person[]>
    /** The same, signed in: by the first of them, whose token the others get. */
    openSignedIn(count: number, address?: string, username?: string): Promise<readonly Person[]>
    /** The engine alone. */
    openEngine(options?: Readonly<Record<string, string>>): Promise<EngineTab>
    /** The same, signed in as ada by the first of them. */
    openEngines(count: number, options?: Readonly<Record<string, string>>): Promise<readonly EngineTab[]>
  }
}

/** The production build and the engine's own page on one origin, in as many tabs as a test wants. */
export const test = base.extend<Fixtures>({
  started: async ({ api }, use) => {
    const server = await startServer(outDir, api)
    await use(server)
    await server.close()
  },
  tabs: ({ context }, use) => {
    const open = (count: number, address = '/') =>
      times(count, async () => {
        const page = await context.newPage()
        await page.goto(address)
        return new Person(page)
      })
    const openEngine = async (options: Readonly<Record<string, string>> = {}) =>
      EngineTab.open(await context.newPage(), options)
    return use({
      open,
      async openSignedIn(count, address = '/', username = 'ada') {
        const first = new Person(await context.newPage())
        await first.comesSignedIn(address, username)
        const others = await open(count - 1, address)
        for (const person of others) await person.signOutButton.waitFor()
        return [first, ...others]
      },
      openEngine,
      async openEngines(count, options) {
        const first = await openEngine(options)
        await first.signIn()
        return [first, ...(await times(count - 1, () => openEngine(options)))]
      },
    })
  },
})

function times<T>(count: number, make: () => Promise<T>): Promise<readonly T[]> {
  return Promise.all(Array.from({ length: count }, make))
}

/** All at once. */
export function each<T, R>(all: readonly T[], act: (one: T) => Promise<R>): Promise<readonly R[]> {
  return Promise.all(all.map(act))
}

export async function closeAll(context: BrowserContext): Promise<void> {
  await each(context.pages(), (page: Page) => page.close())
}

export { expect } from '@playwright/test'
