import { describe, expect, it } from 'vitest'
import { steadyTime } from './environment/clock'
import type { AuthEvent } from './events'
import { jarNotes } from './jar/notes'
import { createSession } from './session'
import { createFakeBrowser, createFakeClock } from './testing'

const ada = { id: 'u1', username: 'ada', firstName: 'Ada', lastName: 'Lovelace', role: 'admin' } as const
const grace = { id: 'u2', username: 'grace', firstName: 'Grace', lastName: 'Hopper', role: 'user' } as const

function setUp() {
  const clock = createFakeClock()
  const browser = createFakeBrowser(clock)
  function open() {
    const steady = steadyTime(clock)
    const notes = jarNotes(browser.openTab().environment.notes, 'auth')
    const { standing } = notes
    if (standing.read() === null) standing.write({ generation: 0, serial: 0, startedAt: 0, user: null })
    const events: AuthEvent[] = []
    let announced = 0
    const session = createSession({
      clock,
      steady,
      notes,
      emit: (event) => void events.push(event),
      announce: () => (announced += 1),
    })
    const token = (value: string, lifetime: number | null = 60_000) => ({ value, lifetime, sentAt: steady() })
    return { session, standing, events, token, announced: () => announced }
  }
  return { clock, open }
}

describe('at the start', () => {
  it('nothing is known', () => {
    const { session } = setUp().open()
    expect(session.store.getState()).toEqual({ status: 'restoring', deferred: null })
    expect(session.isKnown()).toBe(false)
    expect(session.live()).toBeNull()
    expect(session.endReason()).toBeNull()
  })

  it('that nobody was here is no end of a session', () => {
    const { session, events } = setUp().open()
    session.end(null, session.generation())
    session.publish()
    expect(events).toEqual([{ type: 'nobody-to-restore' }])
    expect(session.store.getState()).toEqual({ status: 'signed-out', reason: null })
  })
})

describe('a sign-in', () => {
  it('is noted, announced and told of once it is published', async () => {
    const { clock, open } = setUp()
    const { session, standing, events, token, announced } = open()
    const startedAt = clock.now()
    const first = token('t1')
    await clock.advance(400)
    session.begin(ada, first, 'sign-in')
    expect(standing.read()).toEqual({ generation: 1, serial: 0, startedAt: startedAt + 400, user: 'u1' })
    expect(announced()).toBe(1)
    expect(session.store.getState()).toEqual({ status: 'restoring', deferred: null })
    expect(events).toEqual([])
    session.publish()
    expect(session.store.getState()).toEqual({
      status: 'signed-in',
      user: ada,
      epoch: 1,
      startedAt: startedAt + 400,
      renewedAt: startedAt + 400,
      // From when it was asked for.
      expiresAt: startedAt + 60_000,
      deferred: null,
      veiled: false,
    })
    expect(events).toEqual([{ type: 'session-began', epoch: 1, userId: 'u1', by: 'sign-in' }])
  })

  it('comes after all that any tab knows of', () => {
    const { open } = setUp()
    const [one, two] = [open(), open()]
    one.session.begin(ada, one.token('t1'), 'sign-in')
    one.session.end('signed-out')
    one.session.begin(ada, one.token('t1'), 'sign-in')
    two.session.begin(grace, two.token('t2'), 'sign-in')
    expect(two.session.generation()).toBe(4)
  })

  it('of a token that nothing is known of has no end', () => {
    const { session, token } = setUp().open()
    session.begin(ada, token('t1', null), 'sign-in')
    expect(session.live()?.expiresAt).toBeNull()
  })
})

describe('a renewal', () => {
  it('goes on with the session, and is the next of its serial', async () => {
    const { clock, open } = setUp()
    const { session, standing, token, events, announced } = open()
    session.begin(ada, token('t1'), 'sign-in')
    const startedAt = clock.now()
    await clock.advance(5000)
    session.defer({ trouble: 'server', retryAt: 1, attempt: 1 })
    session.adopt(ada, token('t2'), 'refresh')
    session.publish()
    expect(session.live()).toMatchObject({ epoch: 1, serial: 1, startedAt, renewedAt: clock.now(), by: 'refresh' })
    expect(standing.read()).toMatchObject({ generation: 1, serial: 1, startedAt, user: 'u1' })
    expect(announced()).toBe(2)
    expect(session.store.getState()).toMatchObject({ deferred: null, expiresAt: clock.now() + 60_000 })
    expect(events.at(-1)).toEqual({ type: 'renewed', epoch: 1, by: 'refresh', lifetime: 60_000 })
  })

  it('comes after those that siblings noted, of this generation alone', () => {
    const { open } = setUp()
    const { session, standing, token } = open()
    session.begin(ada, token('t1'), 'sign-in')
    standing.write({ generation: 1, serial: 7, startedAt: 0, user: 'u1' })
    session.adopt(ada, token('t2'), 'refresh')
    expect(session.live()?.serial).toBe(8)
    standing.write({ generation: 0, serial: 70, startedAt: 0, user: 'u1' })
    session.adopt(ada, token('t3'), 'refresh')
    expect(session.live()?.serial).toBe(9)
  })

  it('that brings somebody else is another session', () => {
    const { session, token } = setUp().open()
    session.begin(ada, token('t1'), 'sign-in')
    session.adopt(grace, token('t2'), 'refresh')
    expect(session.live()).toMatchObject({ user: grace, epoch: 2, serial: 0 })
    expect(session.generation()).toBe(2)
  })

  it('that a sibling told of is neither noted nor announced', () => {
    const { session, standing, token, announced } = setUp().open()
    session.begin(ada, token('t1'), 'sign-in')
    const noted = standing.read()
    session.adopt(ada, token('t2'), 'sibling', { generation: 1, serial: 4, startedAt: 1, renewedAt: 2 })
    expect(session.live()).toMatchObject({ epoch: 1, serial: 4, renewedAt: 2 })
    session.adopt(ada, token('t3'), 'sibling', { generation: 2, serial: 0, startedAt: 1, renewedAt: 2 })
    expect(session.live()).toMatchObject({ epoch: 2, serial: 0, startedAt: 1 })
    expect(standing.read()).toEqual(noted)
    expect(announced()).toBe(1)
  })
})

describe('the first token of a page', () => {
  it('goes on with the session that an earlier page began', async () => {
    const { clock, open } = setUp()
    const before = open()
    before.session.begin(ada, before.token('t1'), 'sign-in')
    const startedAt = clock.now()
    await clock.advance(90_000)
    const { session, standing, token } = open()
    session.adopt(ada, token('t2'), 'refresh')
    expect(session.live()).toMatchObject({ startedAt, renewedAt: clock.now(), serial: 1, by: 'refresh', epoch: 1 })
    expect(session.generation()).toBe(1)
    expect(standing.read()).toMatchObject({ generation: 1, serial: 1, startedAt, user: 'u1' })
  })

  it.each([
    ['nobody noted one', false, 1],
    ['the one noted is over', true, 3],
  ])('begins one where %s', (_case, hasEnded, generation) => {
    const { clock, open } = setUp()
    const before = open()
    if (hasEnded) {
      before.session.begin(ada, before.token('t1'), 'sign-in')
      before.session.end('signed-out')
    }
    const { session, standing, token } = open()
    session.adopt(ada, token('t2'), 'refresh')
    expect(session.live()).toMatchObject({ startedAt: clock.now() })
    expect(session.generation()).toBe(generation)
    expect(standing.read()).toMatchObject({ generation, user: 'u1' })
  })
})

describe('an end', () => {
  it('is noted and announced when it is our own doing', () => {
    const { session, standing, token, events, announced } = setUp().open()
    session.begin(ada, token('t1'), 'sign-in')
    session.veil(true)
    session.end('revoked')
    expect(standing.read()).toEqual({ generation: 2, serial: 0, startedAt: 0, user: null })
    expect(announced()).toBe(2)
    session.publish()
    expect(session.store.getState()).toEqual({ status: 'signed-out', reason: 'revoked' })
    expect(events.at(-1)).toEqual({ type: 'session-ended', reason: 'revoked' })
    expect(session.epoch()).toBe(2)
  })

  it('that was heard of is neither', () => {
    const { session, token, announced } = setUp().open()
    session.begin(ada, token('t1'), 'sign-in')
    session.end('signed-out-elsewhere', 9)
    expect(session.generation()).toBe(9)
    expect(announced()).toBe(1)
  })

  it('of a session that nothing is said of is told as expired', () => {
    const { session, token, events } = setUp().open()
    session.begin(ada, token('t1'), 'sign-in')
    session.end(null)
    session.publish()
    expect(events.at(-1)).toEqual({ type: 'session-ended', reason: 'expired' })
  })

  it('leaves no veil over the next session', () => {
    const { session, token } = setUp().open()
    session.begin(ada, token('t1'), 'sign-in')
    session.veil(true)
    session.begin(ada, token('t2'), 'sign-in')
    session.publish()
    expect(session.store.getState()).toMatchObject({ status: 'signed-in', veiled: false, epoch: 2 })
  })
})

describe('forgetting', () => {
  it('is not knowing, at a later generation', () => {
    const { session, token } = setUp().open()
    session.begin(ada, token('t1'), 'sign-in')
    session.forget(5)
    session.publish()
    expect(session.store.getState()).toEqual({ status: 'restoring', deferred: null })
    expect([session.isKnown(), session.generation(), session.epoch()]).toEqual([false, 5, 2])
  })

  it('is not for a client that is disposed of', () => {
    const { session, token } = setUp().open()
    session.begin(ada, token('t1'), 'sign-in')
    session.end('disposed', session.generation())
    session.forget(5)
    expect(session.isKnown()).toBe(true)
    expect(session.generation()).toBe(1)
  })
})

describe('publishing', () => {
  it('tells the store of a change, and of nothing else', () => {
    const { session, token } = setUp().open()
    session.begin(ada, token('t1'), 'sign-in')
    session.publish()
    const seen: unknown[] = []
    session.store.subscribe((state) => seen.push(state))
    session.publish()
    expect(seen).toEqual([])
    session.veil(true)
    session.publish()
    expect(seen).toHaveLength(1)
    session.defer({ trouble: 'network', retryAt: 1, attempt: 1 })
    session.publish()
    expect(seen).toHaveLength(2)
  })

  it('tells of an event once, and of putting off', () => {
    const { session, events } = setUp().open()
    session.defer({ trouble: 'network', retryAt: 5, attempt: 2 })
    session.note({ type: 'logout-told' })
    session.publish()
    session.publish()
    expect(events).toEqual([{ type: 'deferred', trouble: 'network', attempt: 2, retryAt: 5 }, { type: 'logout-told' }])
  })

  it('tells the engine’s own parts at once, until they want no more', () => {
    const { session, token } = setUp().open()
    let changes = 0
    const stop = session.watch(() => (changes += 1))
    session.begin(ada, token('t1'), 'sign-in')
    session.adopt(ada, token('t2'), 'refresh')
    session.defer({ trouble: 'network', retryAt: 5, attempt: 2 })
    session.forget(3)
    session.end('expired')
    expect(changes).toBe(5)
    stop()
    session.begin(ada, token('t3'), 'sign-in')
    expect(changes).toBe(5)
  })
})
