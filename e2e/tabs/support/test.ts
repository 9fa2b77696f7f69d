import type { BrowserContext } from '@playwright/test'
import { Person } from '../../support/person'
import { startServer } from '../../support/server'
import { test as base } from '../../support/test'
import { outDir } from './build'
import { EngineTab } from './engine-tab'
import { type HiddenTabs, openHiddenTabs } from './hidden-tabs'

interface Fixtures {
  /** Tabs of one browser. */
  tabs: {
    /** The app, opened `count` times at once. */
    open(count: number, address?: string): Promise<readonly Person[]>
    /** The same, signed in as ada: by the first of them, whose token the others get. */
    openSignedIn(count: number, address?: string): Promise<readonly Person[]>
    /** The engine alone. */
    openEngine(options?: Readonly<Record<string, string>>): Promise<EngineTab>
    /** The same, signed in as ada by the first of them, whose token the others get. */
    openEngines(count: number, options?: Readonly<Record<string, string>>): Promise<readonly EngineTab[]>
  }
  hiddenTabs: HiddenTabs
}

/** The production build and the engine's own page on one origin, in as many tabs as a test wants. */
export const test = base.extend<Fixtures>({
  started: async ({ api }, use) => {
    const server = await startServer(outDir, api)
    await use(server)
    await server.close()
  },
  tabs: ({ context }, use) => {
    const openOne = async (address: string) => {
      const page = await context.newPage()
      await page.goto(address)
      return page
    }
    const open = (count: number, address = '/') => times(count, async () => new Person(await openOne(address)))
    const openEngine = async (options?: Readonly<Record<string, string>>) => {
      const tab = new EngineTab(await openOne(EngineTab.address(options)))
      await tab.restored()
      return tab
    }
    return use({
      open,
      async openSignedIn(count, address = '/') {
        const first = new Person(await context.newPage())
        await first.comesSignedIn(address)
        const others: Person[] = []
        // One after the other: a machine that is busy with eight loads answers none of them within the 80 ms.
        for (let tab = 1; tab < count; tab++) {
          const person = new Person(await openOne(address))
          await person.signOutButton.waitFor()
          others.push(person)
        }
        return [first, ...others]
      },
      openEngine,
      async openEngines(count, options) {
        const first = await openEngine(options)
        await first.signIn()
        const others: EngineTab[] = []
        for (let tab = 1; tab < count; tab++) others.push(await openEngine(options))
        return [first, ...others]
      },
    })
  },
  hiddenTabs: async ({ browser }, use) => {
    const tabs = await openHiddenTabs(browser)
    await use(tabs)
    await tabs.close()
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
  await each(context.pages(), (page) => page.close())
}

export { expect } from '@playwright/test'
