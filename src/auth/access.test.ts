import { describe, expect, it } from 'vitest'
import { createAccess } from './access'
import { createDeferrals, type Wait } from './deferral'
import { steadyTime } from './environment/clock'
import type { Flow } from './flow/flow'
import { jarNotes } from './jar/notes'
import type { Outcome, Renewer } from './renewer'
import { createSession } from './session'
import { createFakeBrowser, createFakeClock, openPromise } from './testing'
import { outcome } from './testing/scenes'
import type { AccessToken } from './token'

const held = (wait: Pick<Wait, 'trouble' | 'retryAt' | 'cause'>) => ({ wait: wait as Wait, cause: wait.cause })

const ada = { id: 'u1', username: 'ada', firstName: 'Ada', lastName: 'Lovelace', role: 'admin' } as const

function setUp() {
  const clock = createFakeClock({ random: () => 0.5 })
  const steady = steadyTime(clock)
  const { environment } = createFakeBrowser(clock).openTab()
  const notes = jarNotes(environment.notes, 'auth')
  const session = createSession({
    clock,
    steady,
    notes,
    emit: () => undefined,
    announce: () => undefined,
  })
  const tabs = { tell: () => undefined, ask: () => Promise.resolve(), close: () => undefined, isConnected: false }
  const deferrals = createDeferrals({ clock, steady, session, tabs, notes, environment })
  const renewals: { readonly than: AccessToken | null; readonly settle: (outcome: Outcome) => void }[] = []
  const renewer: Renewer = {
    renew(than) {
      const answer = openPromise<Outcome>()
      renewals.push({ than, settle: answer.resolve })
      return answer.promise
    },
  }
  const flow = { usableFor: (lifetime: number) => lifetime - 1000 } as Partial<Flow> as Flow
  const restores: (() => void)[] = []
  const restore = () => {
    const restored = openPromise()
    restores.push(restored.resolve)
    return restored.promise
  }
  const access = createAccess({ session, notes, deferrals, renewer, flow, steady, restore })
  const tokenOf = (value: string, lifetime: number | null = 60_000) => ({ value, lifetime, sentAt: steady() })
  const signIn = (lifetime: number | null = 60_000) => session.begin(ada, tokenOf('t1', lifetime), 'sign-in')
  const find = () => session.adopt(ada, tokenOf('t1'), 'refresh')
  const again = () => createAccess({ session, notes, deferrals, renewer, flow, steady, restore })
  return { clock, session, deferrals, access, again, renewals, restores, tokenOf, signIn, find }
}

describe('a request of a session', () => {
  it('has its token at once while that can be sent, and not at its very end', async () => {
    const { clock, access, signIn, renewals } = setUp()
    signIn()
    const stamp = access.stamp()
    await clock.advance(58_999)
    expect(access.ready(stamp)?.token.value).toBe('t1')
    expect((await access.enter(stamp))?.token.value).toBe('t1')
    await clock.advance(1)
    expect(access.ready(stamp)).toBeNull()
    outcome(access.enter(stamp))
    await clock.settle()
    expect(renewals.map(({ than }) => than?.value)).toEqual(['t1'])
  })

  it('has one without an end for ever', async () => {
    const { clock, access, signIn } = setUp()
    signIn(null)
    clock.sleep(1e10)
    expect(access.ready(access.stamp())?.token.value).toBe('t1')
  })

  it('waits for the renewal, and gets what that brought', async () => {
    const { clock, session, access, signIn, renewals, tokenOf } = setUp()
    signIn()
    const stamp = access.stamp()
    clock.sleep(60_000)
    const entered = outcome(access.enter(stamp))
    await clock.settle()
    session.adopt(ada, tokenOf('t2'), 'refresh')
    renewals[0]?.settle({ wait: null, cause: null })
    await clock.settle()
    expect(entered.value?.token.value).toBe('t2')
  })

  it('is told when and why it is put off: by the server’s trouble, else by what made it ask', async () => {
    const { clock, session, access, signIn, renewals } = setUp()
    signIn()
    const live = session.live()
    if (live === null) throw new Error('Nobody is signed in.')
    const [own, theirs] = [new Error('401'), new Error('503')]
    const [one, two] = [outcome(access.renew(live, own)), outcome(access.renew(live, own))]
    renewals[0]?.settle(held({ trouble: 'server', retryAt: 5000, cause: theirs }))
    renewals[1]?.settle(held({ trouble: 'timeout', retryAt: 7000, cause: null }))
    await clock.settle()
    expect(one.error).toMatchObject({ name: 'RefreshDeferredError', trouble: 'server', retryAt: 5000, cause: theirs })
    expect(two.error).toMatchObject({ name: 'RefreshDeferredError', trouble: 'timeout', retryAt: 7000, cause: own })
  })

  it('is told why its session is over: by the server’s refusal, else by what made it ask', async () => {
    const { clock, session, access, signIn, renewals } = setUp()
    signIn()
    const live = session.live()
    if (live === null) throw new Error('Nobody is signed in.')
    const [own, theirs] = [new Error('401'), new Error('refused')]
    const [one, two] = [outcome(access.renew(live, own)), outcome(access.renew(live, own))]
    session.end('revoked')
    renewals[0]?.settle({ wait: null, cause: theirs })
    renewals[1]?.settle({ wait: null, cause: null })
    await clock.settle()
    expect(one.error).toMatchObject({ name: 'SessionEndedError', reason: 'revoked', cause: theirs })
    expect(two.error).toMatchObject({ name: 'SessionEndedError', reason: 'revoked', cause: own })
  })

  it('is not one of another session, nor of one that is not known yet', () => {
    const { session, access, signIn, tokenOf } = setUp()
    signIn()
    const stamp = access.stamp()
    const cause = new Error('why')
    session.begin({ ...ada, id: 'u2' }, tokenOf('t2'), 'sign-in')
    expect(access.ready(stamp)).toBeNull()
    const changed = expect.objectContaining({ name: 'SessionChangedError', cause }) as unknown
    expect(() => access.check(stamp, cause)).toThrow(changed)
    session.forget(9)
    expect(() => access.check(stamp, cause)).toThrow(changed)
  })

  it('is not one of a session of another client', () => {
    const { access, again, signIn } = setUp()
    signIn()
    expect(again().ready(access.stamp())).toBeNull()
  })

  it('is of nobody who has signed out, by the person’s own hand where no reason is known', () => {
    const { session, access, signIn } = setUp()
    signIn()
    const stamp = access.stamp()
    session.end(null)
    expect(() => access.check(stamp)).toThrow(expect.objectContaining({ reason: 'signed-out' }) as Error)
  })
})

describe('a request that names its session', () => {
  it('is of that one, and of no other that has come since', () => {
    const { session, access, signIn } = setUp()
    signIn()
    const { epoch } = session.live()!
    expect(access.stamp(epoch)).toBe(access.stamp())
    signIn()
    expect(access.ready(access.stamp(epoch))).toBeNull()
    expect(() => access.check(access.stamp(epoch))).toThrow('Another session has begun')
  })
})

describe('a request of nobody', () => {
  it('goes out bare, whoever signs in meanwhile', async () => {
    const { session, access, signIn } = setUp()
    session.end(null)
    const stamp = access.stamp()
    signIn()
    expect(await access.enter(stamp)).toBeNull()
  })

  it('does not once the client is disposed of', async () => {
    const { clock, session, access } = setUp()
    session.end(null)
    const stamp = access.stamp()
    session.end('disposed')
    const entered = outcome(access.enter(stamp))
    await clock.settle()
    expect(entered.error).toMatchObject({ name: 'SessionEndedError', reason: 'disposed' })
  })
})

describe('a request of a page that does not know yet', () => {
  it('is of whom the restore finds', async () => {
    const { clock, access, find, restores } = setUp()
    const entered = outcome(access.enter(access.stamp()))
    await clock.settle()
    expect(restores).toHaveLength(1)
    find()
    restores[0]?.()
    await clock.settle()
    expect(entered.value?.token.value).toBe('t1')
  })

  it('is not of who signs in meanwhile', async () => {
    const { clock, access, signIn, restores } = setUp()
    const entered = outcome(access.enter(access.stamp()))
    await clock.settle()
    signIn()
    restores[0]?.()
    await clock.settle()
    expect(entered.error).toMatchObject({ name: 'SessionChangedError' })
  })

  it('waits on, where the token found is past use', async () => {
    const { clock, access, find, restores, renewals } = setUp()
    const entered = outcome(access.enter(access.stamp()))
    await clock.settle()
    find()
    clock.sleep(60_000)
    restores[0]?.()
    await clock.settle()
    expect(entered).toEqual({})
    expect(renewals).toHaveLength(1)
  })

  it('goes out bare where there is nobody, and not where a session has just ended', async () => {
    for (const reason of [null, 'revoked'] as const) {
      const { clock, session, access, restores } = setUp()
      const entered = outcome(access.enter(access.stamp()))
      await clock.settle()
      session.end(reason)
      restores[0]?.()
      await clock.settle()
      if (reason === null) expect(entered).toEqual({ value: null })
      else expect(entered.error).toMatchObject({ name: 'SessionEndedError', reason })
    }
  })

  it('is put off while the server can’t be asked, and nobody else knows better', async () => {
    const { clock, deferrals, access, restores } = setUp()
    const cause = new Error('503')
    const { retryAt } = deferrals.postpone('server', 30_000, cause)
    const entered = outcome(access.enter(access.stamp()))
    await clock.settle()
    expect(entered).toEqual({})
    restores[0]?.()
    await clock.settle()
    expect(entered.error).toMatchObject({ name: 'RefreshDeferredError', trouble: 'server', retryAt, cause })
  })

  it('is of nobody’s who was forgotten meanwhile', async () => {
    const { clock, access, restores } = setUp()
    const entered = outcome(access.enter(access.stamp()))
    await clock.settle()
    restores[0]?.()
    await clock.settle()
    expect(entered.error).toMatchObject({ name: 'SessionChangedError' })
  })
})
