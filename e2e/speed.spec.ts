import type { Page, Request } from '@playwright/test'
import { fadedIn } from './support/animations'
import { createGate } from './support/gate'
import { expect, test } from './support/test'

const gate = createGate()
test.use({ api: { sleep: gate.wait } })
test.beforeEach(gate.letAllGo)

/** Answered when it is let. */
const HELD = { kind: 'slow' } as const

declare global {
  interface Window {
    layoutShift?: () => number
  }
}

/** What was rendered is painted, and what moved by it is on record. */
async function framesPass(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)))),
  )
}

/** From the next load on, adds up what moves without the person's doing. */
async function watchLayout(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    let sum = 0
    const add = (entries: PerformanceEntryList) => {
      for (const entry of entries as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
        if (!entry.hadRecentInput) sum += entry.value
      }
    }
    const observer = new PerformanceObserver((list) => add(list.getEntries()))
    observer.observe({ type: 'layout-shift', buffered: true })
    window.layoutShift = () => {
      // What moved last was not told yet.
      add(observer.takeRecords())
      return sum
    }
  })
  return async () => {
    await framesPass(page)
    return page.evaluate(() => window.layoutShift?.() ?? NaN)
  }
}

const pathOf = (request: Request) => new URL(request.url()).pathname

test('the signed-in home is there after two calls to the API in sequence, on a cold cache', async ({
  page,
  context,
  person,
}) => {
  await person.comesSignedIn()
  await person.seesPage('Hello, Ada')
  await page.close()

  const next = await context.newPage()
  const session = await context.newCDPSession(next)
  await session.send('Network.clearBrowserCache')
  const calls: string[] = []
  const note = (what: string, request: Request) => {
    if (pathOf(request).startsWith('/api/')) calls.push(`${what} ${pathOf(request)}`)
  }
  next.on('request', (request) => note('asked', request))
  next.on('requestfinished', (request) => note('answered', request))
  await next.goto('/')
  await expect(next.getByRole('heading', { name: 'Hello, Ada' })).toBeVisible()
  await next.waitForLoadState('networkidle')
  expect(calls).toEqual([
    'asked /api/auth/refresh',
    'answered /api/auth/refresh',
    'asked /api/users/me',
    'answered /api/users/me',
  ])
})

test('the page’s code is on its way while the session is still being restored', async ({ page, person, server }) => {
  await person.comesSignedIn()
  const asked: string[] = []
  page.on('request', (request) => asked.push(pathOf(request)))
  server.fail({ path: '/auth/refresh', ...HELD })
  await page.goto('/')
  await expect(page.getByText('One moment…')).toBeVisible()
  await gate.holds(1)
  for (const chunk of ['layout', 'home-page', 'load-profile']) {
    await expect.poll(() => asked.filter((path) => path.startsWith(`/assets/${chunk}-`)), chunk).toHaveLength(1)
  }
  expect(asked).not.toContain('/api/users/me')
  gate.open()
  await person.seesPage('Hello, Ada')
})

// What stands there while the session is restored, then while the data loads, and when all is there.
for (const [address, restoring, loading, done] of [
  ['/', 'One moment…', 'Hello, Ada', 'Hello, Ada'],
  ['/users', 'One moment…', 'Loading users…', 'Grace Hopper'],
  ['/users?q=grace', 'One moment…', 'Loading users…', 'Grace Hopper'],
  ['/sessions', 'One moment…', 'Loading sessions…', 'This device'],
  ['/how-it-works', 'What is a stolen token worth?', null, 'What is a stolen token worth?'],
] as const) {
  for (const width of [360, 1280]) {
    test(`nothing moves while ${address} loads, at ${width} px`, async ({ page, person, server }) => {
      await page.setViewportSize({ width, height: 740 })
      await person.comesSignedIn()
      // Or the data of this page would be held up.
      await expect.poll(() => server.log.some(({ path, status }) => path === '/users/me' && status === 200)).toBe(true)
      const layoutShift = await watchLayout(page)
      const isSeen = async (text: string) => {
        await expect(page.getByText(text).first()).toBeVisible()
        await fadedIn(page.locator('body'))
        await framesPass(page)
      }
      server.fail({ path: '/auth/refresh', ...HELD })
      server.fail({ path: /^\/(users|users\/me|sessions)$/, ...HELD })
      await page.goto(address)
      await isSeen(restoring)
      await gate.holds(1)
      gate.open()
      if (loading !== null) {
        await gate.holds(1)
        await isSeen(loading)
        gate.open()
      }
      await isSeen(done)
      expect(await layoutShift()).toBeLessThan(0.01)
    })
  }
}

test('nothing moves when the sign-in page comes', async ({ page, person }) => {
  const layoutShift = await watchLayout(page)
  await page.goto('/')
  await person.seesPage('Sign in')
  expect(await layoutShift()).toBeLessThan(0.01)
})

test('a page’s code is fetched when the pointer or the focus reaches its link, and not again at the click', async ({
  page,
  person,
}) => {
  await person.comesSignedIn()
  await person.seesPage('Hello, Ada')
  const asked: string[] = []
  page.on('request', (request) => asked.push(pathOf(request)))
  const codeOf = (name: string) => asked.filter((path) => path.startsWith(`/assets/${name}-`)).length
  const links = page.getByRole('navigation', { name: 'Main' })

  await links.getByRole('link', { name: 'Users' }).hover()
  await expect.poll(() => codeOf('users-page')).toBe(1)
  expect(codeOf('load-users')).toBe(1)
  await links.getByRole('link', { name: 'Sessions' }).focus()
  await expect.poll(() => codeOf('sessions-page')).toBe(1)
  expect(asked.filter((path) => path.startsWith('/api/'))).toEqual([])

  await person.goesTo('Users')
  await person.seesPage('Users')
  expect(codeOf('users-page')).toBe(1)
})
