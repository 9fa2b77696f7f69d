import { describe, expect, it, vi } from 'vitest'
import type { Deferrals } from './deferral'
import { steadyTime } from './environment/clock'
import type { AuthEvent } from './events'
import { jarNotes } from './jar/notes'
import { createSession } from './session'
import { createSiblings } from './siblings'
import type { SessionMessage, TabMessage } from './tabs'
import { createFakeBrowser, createFakeClock, createFakeServer, createTestAuth, type TestAuthOptions } from './testing'

/** Two tabs of one browser: one has a session, the other is about to restore it when the first one signs out. */
function twoTabs(options: TestAuthOptions, messageLatency = 0) {
  const clock = createFakeClock()
  const shared = {
    api: createFakeServer(clock),
    browser: createFakeBrowser(clock, {
      latency: (kind) => (kind === 'message' || kind === 'storage' ? messageLatency : 0),
    }),
  }
  const one = createTestAuth({ ...options, clock, sharedWith: shared, signedInAs: 'ada' })
  const two = createTestAuth({ ...options, clock, sharedWith: shared })
  return { clock, api: shared.api, one: one.auth, two: two.auth }
}

describe('a sign-out while another tab’s refresh is in flight', () => {
  it.each<[string, TestAuthOptions, number]>([
    ['the tabs hear of each other at once', { handOver: false }, 0],
    ['messages take longer than the answer', { handOver: false }, 200],
    ['there are no channels', { openChannel: null }, 0],
  ])('wins in both: %s', async (_case, options, messageLatency) => {
    const { clock, api, one, two } = twoTabs(options, messageLatency)
    const held = api.hold('/auth/refresh')
    void two.restore()
    await clock.advance(1000)
    expect(held.waiting()).toBe(1)
    void one.signOut()
    await clock.advance(10)
    held.release()
    await clock.advance(30_000)
    expect([one, two].map(({ store }) => store.getState().status)).toEqual(['signed-out', 'signed-out'])
    expect(api.liveSessions()).toBe(0)
    one.dispose()
    two.dispose()
  })
})

const ada = { id: 'u1', username: 'ada', firstName: 'Ada', lastName: 'Lovelace', role: 'admin' } as const
const grace = { id: 'u2', username: 'grace', firstName: 'Grace', lastName: 'Hopper', role: 'user' } as const

/** One tab, with the session that it has, and nothing else around. */
function oneTab({ handOver = true } = {}) {
  const clock = createFakeClock()
  const steady = steadyTime(clock)
  const { environment } = createFakeBrowser(clock).openTab()
  const events: AuthEvent[] = []
  const told: TabMessage[] = []
  const notes = jarNotes(environment.notes, 'auth')
  const { standing } = notes
  standing.write({ generation: 0, serial: 0, startedAt: 0, user: null })
  const session = createSession({
    clock,
    steady,
    notes,
    emit: (event) => void events.push(event),
    announce: () => siblings.announce(),
  })
  const heard: unknown[] = []
  const deferrals = { hear: (message) => void heard.push(message) } as Partial<Deferrals> as Deferrals
  const onSwitch = vi.fn()
  const tabs = { tell: (message: TabMessage) => void told.push(message) }
  const siblings = createSiblings({ clock, steady, session, deferrals, handOver, tabs, onSwitch })
  const tokenOf = (value: string) => ({ value, lifetime: 60_000, sentAt: steady() })
  const signIn = () => session.begin(ada, tokenOf('t1'), 'sign-in')
  return { clock, steady, session, standing, siblings, told, heard, events, onSwitch, tokenOf, signIn }
}

function said(changes: Partial<SessionMessage> = {}): SessionMessage {
  const token = { value: 't2', lifetime: 60_000, age: 5000, told: 0 }
  return { type: 'session', generation: 1, serial: 1, user: ada, startedAt: 111, renewedAt: 222, token, ...changes }
}

describe('what a tab tells', () => {
  it('of a session: who, which, and how old the token is by now', async () => {
    const { clock, siblings, told, signIn } = oneTab()
    signIn()
    told.length = 0
    const start = clock.now()
    await clock.advance(4000)
    siblings.announce()
    const token = { value: 't1', lifetime: 60_000, age: 4000, told: clock.now() }
    expect(told).toEqual([said({ serial: 0, startedAt: start, renewedAt: start, token })])
  })

  it('no token where hand-over is off', () => {
    const { told, signIn } = oneTab({ handOver: false })
    signIn()
    expect(told).toMatchObject([{ type: 'session', token: null }])
  })

  it.each([
    ['signed-out', ['signed-out']],
    ['signed-out-elsewhere', ['signed-out']],
    ['expired', ['expired']],
    ['revoked', ['revoked']],
    ['reused', ['reused']],
    ['disposed', []],
    [null, []],
  ] as const)('of an end (%s): %j', (reason, expected) => {
    const { session, told, signIn } = oneTab()
    signIn()
    told.length = 0
    session.end(reason)
    expect(told.map((message) => (message.type === 'ended' ? message.reason : null))).toEqual(expected)
    if (expected.length > 0) expect(told[0]).toMatchObject({ generation: 2 })
  })

  it('on being asked: its session, to who does not know of a later one', () => {
    const { siblings, told, signIn } = oneTab()
    siblings.hear({ type: 'ask', generation: 0 })
    expect(told).toEqual([])
    signIn()
    told.length = 0
    siblings.hear({ type: 'ask', generation: 2 })
    expect(told).toEqual([])
    siblings.hear({ type: 'ask', generation: 1 })
    expect(told).toHaveLength(1)
  })
})

describe('what a tab makes of a session that it hears of', () => {
  it.each([
    ['later than its own', said({ generation: 2, serial: 0, user: grace }), 'grace'],
    ['its own, renewed', said(), 'ada'],
  ])('takes over one that is %s, with its times, and tells nobody', async (_case, message, username) => {
    const { clock, steady, session, siblings, told, signIn } = oneTab()
    signIn()
    await clock.advance(10_000)
    told.length = 0
    const { token } = message
    // It took two seconds to get here.
    siblings.hear({ ...message, token: token && { ...token, told: clock.now() - 2000 } })
    expect(session.live()).toMatchObject({
      user: { username },
      by: 'sibling',
      renewedAt: 222,
      token: { value: 't2', lifetime: 60_000, sentAt: steady() - 7000 },
      expiresAt: clock.now() + 53_000,
    })
    expect(session.generation()).toBe(message.generation)
    expect(session.store.getState()).toMatchObject({ status: 'signed-in', user: { username } })
    expect(told).toEqual([])
  })

  it.each([
    ['earlier', said({ generation: 0, serial: 9 })],
    ['its own, and no newer', said({ serial: 0 })],
  ])('leaves one that is %s', (_case, message) => {
    const { session, siblings, signIn } = oneTab()
    signIn()
    const before = session.live()
    siblings.hear(message)
    expect(session.live()).toBe(before)
  })

  it('counts no time for a wall clock that was set back since it was told', () => {
    const { clock, steady, session, siblings } = oneTab()
    siblings.hear(said({ token: { value: 't2', lifetime: 60_000, age: 5000, told: clock.now() + 3_600_000 } }))
    expect(session.live()?.token.sentAt).toBe(steady() - 5000)
  })

  it('is not brought back to the session that it knows to be over, but to a later one', () => {
    const { session, siblings, signIn } = oneTab()
    signIn()
    session.end('signed-out')
    siblings.hear(said({ generation: 2, serial: 5 }))
    expect(session.live()).toBeNull()
    siblings.hear(said({ generation: 3, serial: 0 }))
    expect(session.live()?.user).toEqual(ada)
  })

  it('restores from one of the generation that it read of in the notes', () => {
    const { session, siblings } = oneTab()
    siblings.hear(said({ generation: 0, serial: 0 }))
    expect(session.live()?.startedAt).toBe(111)
  })

  it('without its token: says so where it is a later one; else leaves all', () => {
    const { session, siblings, signIn, onSwitch } = oneTab()
    siblings.hear(said({ generation: 1, token: null }))
    expect(onSwitch).not.toHaveBeenCalled()
    signIn()
    siblings.hear(said({ token: null }))
    expect(session.live()).not.toBeNull()
    expect(onSwitch).not.toHaveBeenCalled()
    siblings.hear(said({ generation: 2, token: null }))
    expect(onSwitch.mock.calls).toEqual([[2, ada.id]])
  })
})

describe('what a tab makes of an end that it hears of', () => {
  it.each([
    ['signed-out', 'signed-out-elsewhere'],
    ['expired', 'expired'],
    ['revoked', 'revoked'],
    ['reused', 'reused'],
  ] as const)('%s: it is over here too, as %s', (reason, here) => {
    const { session, siblings, signIn, events } = oneTab()
    signIn()
    siblings.hear({ type: 'ended', generation: 2, reason })
    expect(session.store.getState()).toEqual({ status: 'signed-out', reason: here })
    expect(session.generation()).toBe(2)
    expect(events.at(-1)).toEqual({ type: 'session-ended', reason: here })
  })

  it.each([0, 1])('leaves the session that began after it (%i)', (generation) => {
    const { session, siblings, signIn } = oneTab()
    signIn()
    siblings.hear({ type: 'ended', generation, reason: 'signed-out' })
    expect(session.live()).not.toBeNull()
  })
})

describe('what a tab makes of trouble that it hears of', () => {
  const trouble = {
    type: 'deferred',
    attempt: 1,
    delay: 1000,
    soon: 1000,
    told: 1e15,
    trouble: 'server',
    stated: false,
  } as const

  it('counts for its own session alone', () => {
    const { siblings, heard, signIn } = oneTab()
    signIn()
    for (const generation of [0, 2]) siblings.hear({ ...trouble, generation })
    expect(heard).toEqual([])
    siblings.hear({ ...trouble, generation: 1 })
    expect(heard).toHaveLength(1)
  })
})
