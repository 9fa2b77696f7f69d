import { setTimeout as after } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import type { FaultRule } from '../../mocks/faults'
import { seededRandom } from '../../src/auth/testing'
import { EngineTab } from './support/engine-tab'
import { each, expect, test } from './support/test'

// What the model test does to the engine in thought, in a browser: tabs that reload, close, renew, ask, sign in and out at moments
// that chance picks, on a server that fails. STORIES sets how many stories there are of each kind; FIRST names one to be told again.
const stories = Number(process.env['STORIES'] ?? 1)
const first = Number(process.env['FIRST'] ?? 1)
const STEPS = 40

/** All that a client can survive: none of them loses a cookie for good. */
const FAULTS: readonly FaultRule[] = [
  { delayMs: 1500, when: 'after' },
  { delayMs: 4000, when: 'after' },
  { delayMs: 1500 },
  { status: 503 },
  { status: 429, retryAfter: 1 },
  { kind: 'reset' },
  { kind: 'html' },
  { kind: 'truncated', when: 'after' },
  { kind: 'empty', when: 'after' },
]

/** Who was told of, where somebody else had asked; null when all is as it should be, or the page is gone. */
function ask(page: Page): Promise<string | null> {
  return page
    .evaluate(async () => {
      const before = window.auth.store.getState()
      const { data } = await window.auth.http.get<{ username: string }>('/users/me')
      const isTheirs = before.status !== 'signed-in' || before.user.username === data.username
      return isTheirs ? null : data.username
    })
    .catch(() => null)
}

/** Nobody waits for it, and its page may be gone before it is done. */
function goOn(act: Promise<unknown>): void {
  act.catch(() => undefined)
}

test.use({ api: { accessTokenTtl: 4 } })

for (let story = first; story < first + stories; story += 1) {
  for (const [kind, isPeaceful, hasLocks] of [
    ['nobody signs in or out', true, true],
    ['people come and go', false, true],
    ['people come and go, without Web Locks', false, false],
  ] as const) {
    test(`three tabs, and chance: ${kind} (story ${String(story)})`, async ({ tabs, context, server, console }) => {
      test.setTimeout(120_000)
      console.allowStatus(401, 429, 503)
      console.allowFailedRequests()
      if (!hasLocks) await context.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'locks'))
      const random = seededRandom(story * 7919)
      const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!
      const open = [...(await tabs.openEngines(3))]
      const asked: Promise<string | null>[] = []

      const acts: readonly (() => unknown)[] = [
        () => pick(open).page.reload({ waitUntil: 'commit' }),
        async () => {
          await open.shift()?.page.close()
          const page = await context.newPage()
          await page.goto(EngineTab.address(), { waitUntil: 'commit' })
          open.push(new EngineTab(page))
        },
        () => asked.push(ask(pick(open).page)),
        () => asked.push(ask(pick(open).page)),
        () => goOn(pick(open).renew()),
        () => server.fail({ path: '/auth/refresh', ...pick(FAULTS) }),
        ...(isPeaceful
          ? []
          : [() => goOn(pick(open).signIn(pick(['ada', 'grace']))), () => goOn(pick(open).signOut())]),
      ]
      for (let step = 0; step < STEPS; step += 1) {
        await pick(acts)()
        // The moment is what is tested.
        await after(random() * random() * 900)
        expect(server.reuseDetected, `after step ${String(step)}`).toBe(0)
      }

      server.clearFaults()
      await each(open, ({ page }) => page.evaluate(() => dispatchEvent(new Event('online'))))
      const names = () =>
        each(open, async (tab) => {
          const state = await tab.state()
          return state.status === 'signed-in' ? state.user.username : state.status
        })
      const ends = isPeaceful ? ['ada'] : ['ada', 'grace', 'signed-out']
      const isOne = async () => new Set(await names()).size === 1 && ends.includes((await names())[0]!)
      await expect.poll(isOne, { timeout: 30_000 }).toBe(true)
      expect((await Promise.all(asked)).filter((each) => each !== null)).toEqual([])
      expect(server.reuseDetected).toBe(0)
    })
  }
}
