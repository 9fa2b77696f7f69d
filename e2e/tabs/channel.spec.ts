import { refreshes } from '../support/calls'
import { authCalls } from './support/arrivals'
import type { EngineTab } from './support/engine-tab'
import { closeAll, each, expect, test } from './support/test'

declare global {
  interface Window {
    lastArrived?: Promise<void>
    /** All that was ever on the channel. */
    heard?: unknown[]
  }
}

const MALLORY = { id: 'usr_mallory', username: 'mallory', firstName: 'Mallory', lastName: '', role: 'admin' }
const TOKEN = { value: 'forged', lifetime: 60_000, age: 0, told: Date.now() }
const SESSION = { type: 'session', serial: 99, user: MALLORY, startedAt: 0, renewedAt: 0, token: TOKEN }

/** Malformed, or of a session before the one that is there. */
const OLD_OR_MALFORMED: readonly unknown[] = [
  null,
  'ended',
  { type: 'ended' },
  { type: 'ended', generation: 0, reason: 'signed-out' },
  { type: 'ended', generation: 99, reason: 'because' },
  { type: 'ended', generation: '99', reason: 'revoked' },
  { type: 'ended', generation: null, reason: 'revoked' },
  { ...SESSION, generation: 0 },
  { ...SESSION, generation: 1 },
  { ...SESSION, generation: 99, user: { ...MALLORY, id: 7 } },
  { ...SESSION, generation: 99, user: null },
  { ...SESSION, generation: 99, token: 'forged' },
  { ...SESSION, generation: 99, token: { ...TOKEN, value: 'with a\nline break' } },
  { ...SESSION, generation: 99, token: { ...TOKEN, age: -1 } },
  { type: 'deferred', generation: 0, attempt: 1, wait: 1e9, trouble: 'server', stated: true },
  { type: 'deferred', generation: 99, attempt: 1, wait: -1, trouble: 'server', stated: true },
]

/** Numbers that nobody counts up to: whoever took one over would take no later session over, ever. */
const IMPOSSIBLE: readonly unknown[] = [
  { type: 'ended', generation: Infinity, reason: 'revoked' },
  { type: 'ended', generation: 1.5e300, reason: 'revoked' },
  { ...SESSION, generation: Infinity },
  { ...SESSION, generation: 2 ** 53 },
]

for (const [what, messages] of Object.entries({
  'that are old or malformed change': OLD_OR_MALFORMED,
  'with an impossible generation change': IMPOSSIBLE,
})) {
  test(`messages ${what} nothing`, async ({ tabs, server }) => {
    const [tab, other] = await tabs.openEngines(2)
    // The third session of this browser, so that there are older ones than it.
    await other!.signIn('grace')
    await other!.signIn()
    await expect.poll(() => tab!.state()).toMatchObject({ user: { username: 'ada' } })
    expect((await tab!.token()).jti).toBe((await other!.token()).jti)
    const [state, token] = [await tab!.state(), await tab!.token()]
    const told = server.log.length
    for (const message of messages) {
      await post(other!, message)
      await arrived(tab!, other!)
      expect(await tab!.state(), JSON.stringify(message)).toEqual(state)
      expect((await tab!.token()).jti).toBe(token.jti)
    }
    expect(server.log).toHaveLength(told)
    const refreshed = refreshes(server.log)
    await tab!.renewed()
    expect(refreshes(server.log)).toBe(refreshed + 1)
    // And what is true is still heard.
    await other!.signIn('grace')
    await expect.poll(() => tab!.state()).toMatchObject({ user: { username: 'grace' } })
  })
}

async function post(tab: EngineTab, message: unknown): Promise<void> {
  await tab.page.evaluate((message) => {
    const channel = new BroadcastChannel('auth:tabs')
    channel.postMessage(message)
    channel.close()
  }, message)
}

/** Messages of one tab arrive in order: when the last one is there, those before it have been read. */
async function arrived(reader: EngineTab, writer: EngineTab): Promise<void> {
  await reader.page.evaluate(() => {
    const channel = new BroadcastChannel('auth:tabs')
    window.lastArrived = new Promise((resolve) => {
      channel.onmessage = ({ data }) => data === 'last' && resolve(channel.close())
    })
  })
  await post(writer, 'last')
  await reader.page.evaluate(() => window.lastArrived)
}

test('with the hand-over off no token is ever on the channel, and tabs take turns', async ({
  tabs,
  context,
  server,
}) => {
  await context.addInitScript(() => {
    const heard: unknown[] = (window.heard = [])
    new BroadcastChannel('auth:tabs').addEventListener('message', ({ data }) => heard.push(data))
  })
  const engines = await tabs.openEngines(8, { handOver: 'off' })
  for (const tab of engines) expect(await tab.state()).toMatchObject({ status: 'signed-in' })
  // One for each that was opened after the sign-in.
  expect(refreshes(server.log)).toBe(7)
  server.fail({ path: '/auth/refresh', when: 'after', delayMs: 150, times: 8 })
  await each(engines, (tab) => tab.renewed())
  expect(refreshes(server.log)).toBe(15)
  expect(server.reuseDetected).toBe(0)

  const heard = await each(engines, ({ page }) => page.evaluate(() => JSON.stringify(window.heard)))
  expect(heard.join()).toContain('"session"')
  expect(heard.join()).not.toContain('eyJ')

  await engines[0]!.signOut()
  for (const tab of engines) await expect.poll(async () => (await tab.state()).status).toBe('signed-out')
  expect(authCalls(server.log).slice(-1)).toEqual(['logout'])
})

const LACKS = {
  'Web Locks': { missing: ['locks'], remove: () => Reflect.deleteProperty(Navigator.prototype, 'locks') },
  BroadcastChannel: { missing: ['channel'], remove: () => Reflect.deleteProperty(window, 'BroadcastChannel') },
  'both of them': {
    missing: ['locks', 'channel'],
    remove: () => {
      Reflect.deleteProperty(Navigator.prototype, 'locks')
      Reflect.deleteProperty(window, 'BroadcastChannel')
    },
  },
} as const

for (const [what, { missing, remove }] of Object.entries(LACKS)) {
  test(`a browser without ${what} keeps its session, tab by tab, and says so once`, async ({
    tabs,
    context,
    server,
    console,
  }) => {
    console.allowStatus(401)
    await context.addInitScript(remove)
    const [tab] = await tabs.openEngines(1)
    const isolated = await tab!.page.evaluate(() => window.authEvents.filter(({ type }) => type === 'isolated'))
    expect(isolated).toMatchObject([{ missing }])
    await tab!.renewed()
    await tab!.page.reload()
    await tab!.restored()
    expect(await tab!.state()).toMatchObject({ status: 'signed-in' })
    expect((await tab!.events()).filter((type) => type === 'isolated')).toHaveLength(1)

    const [person, second] = [(await tabs.open(1))[0]!, (await tabs.open(1))[0]!]
    await person.seesPage('Hello, Ada')
    await second.seesPage('Hello, Ada')
    await server.expireAccessTokens()
    await person.goesTo('Users')
    await person.seesPage('Users')
    await second.goesTo('Users')
    await second.seesPage('Users')
    await person.signOut()
    await expect.poll(() => server.counts('POST', '/auth/logout')).toBe(1)
    // Even so a sign-out is written down, where the others see it.
    await second.seesPage('Sign in')
    await closeAll(context)
    const asked = server.log.length
    const [later] = await tabs.open(1)
    await later!.seesPage('Sign in')
    expect(server.log).toHaveLength(asked)
    expect(server.reuseDetected).toBe(0)
  })
}

test('without BroadcastChannel tabs still take turns with the cookie', async ({ tabs, context, server }) => {
  await context.addInitScript(() => Reflect.deleteProperty(window, 'BroadcastChannel'))
  const engines = await tabs.openEngines(8)
  server.fail({ path: '/auth/refresh', when: 'after', delayMs: 150, times: 8 })
  await each(engines, (tab) => tab.renewed())
  for (const tab of engines) expect(await tab.state()).toMatchObject({ status: 'signed-in', deferred: null })
  expect(server.reuseDetected).toBe(0)
})
