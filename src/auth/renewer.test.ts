import { describe, expect, it } from 'vitest'
import { createDeferrals } from './deferral'
import { steadyTime } from './environment/clock'
import type { AuthEvent } from './events'
import type { Flow, Renewal } from './flow/flow'
import { jarNotes } from './jar/notes'
import { createRenewer } from './renewer'
import { createSession } from './session'
import { createFakeBrowser, createFakeClock, openPromise, type OpenPromise } from './testing'
import { outcome } from './testing/scenes'
import type { AccessToken } from './token'

const ada = { id: 'u1', username: 'ada', firstName: 'Ada', lastName: 'Lovelace', role: 'admin' } as const
const grace = { ...ada, id: 'u2', username: 'grace' } as const
const cause = new Error('why')

const MOVED_ON = { wait: null, cause: null }

const UNNAMED: Renewal = { kind: 'refused', code: 'unnamed', cause }
const TROUBLE: Renewal = { kind: 'trouble', trouble: 'server', retryAfter: null, cause }

/** A renewer whose flow answers what the test says, and when. */
function setUp({ random = () => 0.5 } = {}) {
  const clock = createFakeClock({ random })
  const steady = steadyTime(clock)
  const { environment } = createFakeBrowser(clock).openTab()
  const notes = jarNotes(environment.notes, 'auth')
  notes.standing.write({ generation: 0, serial: 0, startedAt: 0, user: null })
  const events: AuthEvent[] = []
  const session = createSession({
    clock,
    steady,
    notes,
    emit: (event) => void events.push(event),
    announce: () => undefined,
  })
  const tabs = { tell: () => undefined, ask: () => Promise.resolve(), close: () => undefined, isConnected: false }
  const deferrals = createDeferrals({ clock, steady, session, tabs, notes, environment })
  const asked: (OpenPromise<Renewal> & { readonly than: AccessToken | null; readonly at: number })[] = []
  const flow = {
    renew(than: AccessToken | null) {
      const answer = openPromise<Renewal>()
      asked.push({ ...answer, than, at: steady() })
      return answer.promise
    },
  } as Partial<Flow> as Flow
  const disposal = new AbortController()
  const renewer = createRenewer({ clock, steady, session, deferrals, flow, disposed: disposal.signal })
  const tokenOf = (value: string) => ({ value, lifetime: 60_000, sentAt: steady() })
  const t1 = tokenOf('t1')
  const signIn = () => session.begin(ada, t1, 'sign-in')
  const answer = async (n: number, renewal: Renewal) => {
    asked[n]?.resolve(renewal)
    await clock.settle()
  }
  return { clock, session, deferrals, renewer, events, asked, answer, tokenOf, t1, signIn, disposal }
}

describe('many who ask for one thing', () => {
  it('share one attempt, and hear of it once it has moved on', async () => {
    const { clock, session, renewer, asked, answer, tokenOf, t1, signIn } = setUp()
    signIn()
    const all = [1, 2, 3].map(() => outcome(renewer.renew(t1)))
    await clock.settle()
    expect(asked.map(({ than }) => than)).toEqual([t1])
    session.adopt(ada, tokenOf('t2'), 'refresh')
    await answer(0, { kind: 'moved-on' })
    expect(all.map(({ value }) => value)).toEqual([MOVED_ON, MOVED_ON, MOVED_ON])
    // The store is up to date by then.
    expect(session.store.getState()).toMatchObject({ status: 'signed-in' })
  })

  it('have nothing to ask for where the token has moved on already', async () => {
    const { clock, session, renewer, asked, tokenOf, t1, signIn } = setUp()
    signIn()
    session.adopt(ada, tokenOf('t2'), 'sibling', { generation: 1, serial: 1, startedAt: 0, renewedAt: 0 })
    const late = outcome(renewer.renew(t1))
    await clock.settle()
    expect(late.value).toEqual(MOVED_ON)
    expect(asked).toEqual([])
  })

  it.each(['a token', 'another person', 'an end'])(
    'are answered at once by what a sibling brings: %s',
    async (what) => {
      const { clock, session, renewer, tokenOf, t1, signIn } = setUp()
      signIn()
      const waiting = outcome(renewer.renew(t1))
      await clock.settle()
      expect(waiting).toEqual({})
      const told = { generation: 2, serial: 1, startedAt: 0, renewedAt: 0 }
      if (what === 'a token') session.adopt(ada, tokenOf('t2'), 'sibling', { ...told, generation: 1 })
      else if (what === 'another person') session.adopt(grace, tokenOf('t2'), 'sibling', told)
      else session.end('signed-out-elsewhere', 2)
      await clock.settle()
      expect(waiting.value).toEqual(MOVED_ON)
    },
  )

  it('are not answered by what is none of it: a deferral, or a veil', async () => {
    const { clock, session, renewer, t1, signIn } = setUp()
    signIn()
    const waiting = outcome(renewer.renew(t1))
    session.defer({ trouble: 'network', retryAt: 5, attempt: 2 })
    session.veil(true)
    await clock.settle()
    expect(waiting).toEqual({})
  })

  it('do not join an attempt for a token that is no more', async () => {
    const { clock, session, renewer, asked, answer, tokenOf, t1, signIn } = setUp()
    signIn()
    outcome(renewer.renew(t1))
    await clock.settle()
    const t2 = tokenOf('t2')
    session.adopt(ada, t2, 'sibling', { generation: 1, serial: 1, startedAt: 0, renewedAt: 0 })
    const next = outcome(renewer.renew(t2))
    await clock.advance(1000)
    expect(asked.map(({ than }) => than)).toEqual([t1, t2])
    // The first one ends, and does not take the second one's place.
    await answer(0, TROUBLE)
    outcome(renewer.renew(t2))
    await clock.advance(1000)
    expect(asked).toHaveLength(2)
    expect(next).toEqual({})
  })
})

describe('attempts', () => {
  it('are a second apart', async () => {
    const { clock, renewer, asked, answer, tokenOf, t1, session, signIn } = setUp()
    signIn()
    outcome(renewer.renew(t1))
    await clock.settle()
    const t2 = tokenOf('t2')
    session.adopt(ada, t2, 'refresh')
    await answer(0, { kind: 'moved-on' })
    outcome(renewer.renew(t2))
    await clock.advance(999)
    expect(asked).toHaveLength(1)
    await clock.advance(1)
    expect(asked).toHaveLength(2)
  })

  it('are a second after those of siblings too', async () => {
    const { clock, session, renewer, asked, tokenOf, signIn } = setUp()
    signIn()
    await clock.advance(30_000)
    const t2 = tokenOf('t2')
    session.adopt(ada, t2, 'sibling', { generation: 1, serial: 1, startedAt: 0, renewedAt: 0 })
    await clock.advance(400)
    outcome(renewer.renew(t2))
    await clock.advance(599)
    expect(asked).toEqual([])
    await clock.advance(1)
    expect(asked).toHaveLength(1)
  })

  it('need not wait for a second after the sign-in, which is none', async () => {
    const { clock, renewer, asked, t1, signIn } = setUp()
    signIn()
    outcome(renewer.renew(t1))
    await clock.settle()
    expect(asked).toHaveLength(1)
  })

  it('that wait for their second are not made where that brought a newer token, or an end', async () => {
    const { clock, session, renewer, asked, answer, tokenOf, t1, signIn } = setUp()
    signIn()
    outcome(renewer.renew(t1))
    await clock.settle()
    const t2 = tokenOf('t2')
    session.adopt(ada, t2, 'refresh')
    await answer(0, { kind: 'moved-on' })
    const next = outcome(renewer.renew(t2))
    await clock.advance(500)
    session.end('signed-out')
    await clock.advance(5000)
    expect(asked).toHaveLength(1)
    expect(next.value).toEqual(MOVED_ON)
  })

  it('are none of a client that is disposed of', async () => {
    const { clock, renewer, asked, t1, signIn, disposal } = setUp()
    signIn()
    disposal.abort()
    const ended = outcome(renewer.renew(t1))
    await clock.settle()
    expect(asked).toEqual([])
    expect(ended.value).toEqual(MOVED_ON)
  })
})

describe('a refusal', () => {
  it.each([
    ['missing', 'expired'],
    ['expired', 'expired'],
    ['revoked', 'revoked'],
    ['reused', 'reused'],
  ] as const)('as %s ends the session, as %s, with no second thought', async (code, reason) => {
    const { clock, session, renewer, asked, answer, t1, signIn } = setUp()
    signIn()
    const rejected = outcome(renewer.renew(t1))
    await clock.settle()
    await answer(0, { kind: 'refused', code, cause })
    expect(rejected.value).toEqual({ wait: null, cause })
    expect(session.store.getState()).toEqual({ status: 'signed-out', reason })
    await clock.advance(5000)
    expect(asked).toHaveLength(1)
  })

  it('without a code is probed once, a second later', async () => {
    const { clock, session, renewer, asked, answer, t1, signIn } = setUp()
    signIn()
    outcome(renewer.renew(t1))
    await clock.settle()
    await answer(0, UNNAMED)
    expect(session.live()).not.toBeNull()
    await clock.advance(999)
    expect(asked).toHaveLength(1)
    await clock.advance(1)
    expect(asked).toHaveLength(2)
    const [first, second] = asked
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBe(1000)
    await answer(1, UNNAMED)
    expect(session.store.getState()).toEqual({ status: 'signed-out', reason: 'expired' })
    await clock.advance(5000)
    expect(asked).toHaveLength(2)
  })

  it('without a code is not probed once the session has moved on, or the client is gone', async () => {
    for (const happens of ['a sign-out', 'a disposal'] as const) {
      const { clock, session, renewer, asked, answer, t1, signIn, disposal } = setUp()
      signIn()
      outcome(renewer.renew(t1))
      await clock.settle()
      await answer(0, UNNAMED)
      if (happens === 'a sign-out') session.end('signed-out')
      else disposal.abort()
      await clock.advance(5000)
      expect(asked).toHaveLength(1)
    }
  })

  it.each([
    ['likely', false, 'expired'],
    ['doubtful', true, null],
  ])('of a restore that was %s: the reason is %s', async (_case, doubtful, reason) => {
    const { clock, session, renewer, answer } = setUp()
    outcome(renewer.renew(null, doubtful))
    await clock.settle()
    await answer(0, { kind: 'refused', code: 'missing', cause })
    expect(session.store.getState()).toEqual({ status: 'signed-out', reason })
  })

  it('takes back a wait, so that the next session begins without one', async () => {
    const { clock, deferrals, renewer, answer, t1, signIn } = setUp()
    signIn()
    outcome(renewer.renew(t1))
    await clock.settle()
    await answer(0, TROUBLE)
    expect(deferrals.last()).not.toBeNull()
    deferrals.hurry()
    await clock.advance(1000)
    outcome(renewer.renew(t1))
    await clock.settle()
    await answer(1, { kind: 'refused', code: 'revoked', cause })
    expect(deferrals.last()).toBeNull()
  })

  it('that comes when the session has moved on ends nothing', async () => {
    const { clock, session, renewer, answer, tokenOf, t1, signIn } = setUp()
    signIn()
    outcome(renewer.renew(t1))
    await clock.settle()
    session.adopt(ada, tokenOf('t2'), 'sibling', { generation: 1, serial: 1, startedAt: 0, renewedAt: 0 })
    await answer(0, { kind: 'refused', code: 'revoked', cause })
    expect(session.live()).not.toBeNull()
  })
})

describe('trouble', () => {
  it('is a wait for all who ask until it is over, with its cause', async () => {
    const { clock, renewer, asked, answer, t1, signIn } = setUp()
    signIn()
    const first = outcome(renewer.renew(t1))
    await clock.settle()
    await answer(0, TROUBLE)
    const deferred = { wait: { trouble: 'server', retryAt: clock.now() + 500, cause }, cause }
    expect(first.value).toMatchObject(deferred)
    const second = outcome(renewer.renew(t1))
    await clock.settle()
    expect(second.value).toMatchObject(deferred)
    await clock.advance(500)
    outcome(renewer.renew(t1))
    await clock.advance(500)
    expect(asked).toHaveLength(2)
  })

  it('that another tab has found: the wait that it told of', async () => {
    const { clock, deferrals, renewer, answer, t1, signIn } = setUp()
    signIn()
    const [one] = [outcome(renewer.renew(t1))]
    await clock.settle()
    deferrals.hear({
      attempt: 1,
      delay: 8000,
      soon: 8000,
      told: 1e15,
      trouble: 'rate-limited',
      stated: true,
    })
    await answer(0, { kind: 'deferred' })
    expect(one.value).toMatchObject({ wait: { trouble: 'rate-limited', retryAt: clock.now() + 8000 } })
  })

  it('that was found before anybody here asked is shown once somebody does', async () => {
    const { clock, session, deferrals, renewer, t1, signIn } = setUp()
    signIn()
    session.publish()
    deferrals.hear({
      attempt: 1,
      delay: 8000,
      soon: 8000,
      told: 1e15,
      trouble: 'server',
      stated: true,
    })
    expect(session.store.getState()).toMatchObject({ deferred: null })
    outcome(renewer.renew(t1))
    await clock.settle()
    expect(session.store.getState()).toMatchObject({ deferred: { trouble: 'server' } })
  })

  it('that another tab has found, and that is over by now: look again', async () => {
    const { clock, renewer, answer, t1, signIn } = setUp()
    signIn()
    const one = outcome(renewer.renew(t1))
    await clock.settle()
    await answer(0, { kind: 'deferred' })
    expect(one.value).toEqual(MOVED_ON)
  })
})
