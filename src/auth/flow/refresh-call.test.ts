import { describe, expect, it, vi } from 'vitest'
import type { RefreshAnswer } from '../api/contract'
import { steadyTime } from '../environment/clock'
import { createFakeClock } from '../testing'
import { openPromise, type OpenPromise } from '../testing/open-promise'
import { outcome } from '../testing/scenes'
import type { JarParts } from './parts'
import { LEAVING } from './jar-call'
import { createRefreshCall } from './refresh-call'

const TIMEOUT = 10_000

const GRANTED: RefreshAnswer = {
  kind: 'granted',
  grant: {
    accessToken: 'a.b.c',
    expiresIn: 60,
    user: { id: 'u1', username: 'ada', firstName: 'Ada', lastName: 'Lovelace', role: 'admin' },
  },
}

const trouble = (kind: 'network' | 'server' | 'malformed'): RefreshAnswer => ({
  kind: 'trouble',
  trouble: kind,
  retryAfter: null,
  cause: null,
})

/** How long it took (null: nothing came), or that nobody waits for it any more. */
type Landed = number | null | 'given up' | 'doubted' | 'waited for'

function setUp() {
  const clock = createFakeClock()
  const steady = steadyTime(clock)
  const sent: (OpenPromise<RefreshAnswer> & { readonly signal: AbortSignal; readonly landed: Landed[] })[] = []
  let epoch = 1
  let token: object | null = {}
  const landings: Landed[][] = []
  const api = {
    refresh({ signal }: { signal: AbortSignal }): Promise<RefreshAnswer> {
      const answer = openPromise<RefreshAnswer>()
      sent.push({ ...answer, signal, landed: landings.at(-1) ?? [] })
      return answer.promise
    },
  }
  const parts = {
    clock,
    steady,
    timeout: TIMEOUT,
    session: { epoch: () => epoch, live: () => (token === null ? null : { token }) },
    landing: {
      takeOff() {
        const landed: Landed[] = []
        landings.push(landed)
        return {
          land: (took: number | null) => void landed.push(took),
          doubt: () => void landed.push('doubted'),
          wait: () => void landed.push('waited for'),
          giveUp: () => void landed.push('given up'),
        }
      },
    },
    api,
  } as unknown as JarParts
  const onLate = vi.fn()
  const call = createRefreshCall(parts, onLate)
  const ask = (maySend = true) => outcome(call.ask(() => maySend))
  return {
    clock,
    steady,
    sent,
    api,
    call,
    ask,
    onLate,
    moveOn() {
      epoch += 1
      token = null
    },
    renewElsewhere: () => (token = {}),
  }
}

describe('a refresh', () => {
  it('is sent, and answered to who asked', async () => {
    const { clock, steady, sent, call, ask, onLate } = setUp()
    const sentAt = steady()
    const asked = ask()
    expect(call.isOut()).toBe(true)
    await clock.advance(300)
    sent[0]?.resolve(GRANTED)
    await clock.settle()
    expect(asked.value).toEqual({ answer: GRANTED, sentAt })
    expect(call.isOut()).toBe(false)
    expect(onLate).not.toHaveBeenCalled()
    expect(clock.pending()).toBe(0)
  })

  it('is not sent where it may not be', async () => {
    const { clock, sent, call, ask } = setUp()
    const asked = ask(false)
    await clock.settle()
    expect(asked.value).toBeNull()
    expect(sent).toEqual([])
    expect(call.isOut()).toBe(false)
  })

  it('that the API’s own code fails at is trouble with the network', async () => {
    const { clock, sent, ask } = setUp()
    const asked = ask()
    const cause = new Error('boom')
    sent[0]?.reject(cause)
    await clock.advance(LEAVING)
    expect(asked.value?.answer).toEqual({ kind: 'trouble', trouble: 'network', retryAfter: null, cause })
  })

  it('that the API’s own code fails at before it sends anything is no different', async () => {
    const { clock, ask, api, call } = setUp()
    const cause = new Error('boom')
    api.refresh = () => {
      throw cause
    }
    const asked = ask()
    await clock.advance(LEAVING)
    expect(asked.value?.answer).toEqual({ kind: 'trouble', trouble: 'network', retryAfter: null, cause })
    expect(call.isOut()).toBe(false)
  })

  it.each([
    ['granted: teaches how long it takes', GRANTED, 0, [300]],
    ['something else answered: the same', trouble('malformed'), 0, [300]],
    ['the server has trouble: teaches nothing', trouble('server'), 0, [null]],
    ['it failed: believed a moment later', trouble('network'), LEAVING, ['doubted']],
  ])('has landed when it is %s', async (_case, answer, after, landed) => {
    const { clock, sent, ask } = setUp()
    const asked = ask()
    await clock.advance(300)
    sent[0]?.resolve(answer)
    await clock.settle()
    if (after > 0) {
      await clock.advance(after - 1)
      expect(asked.value).toBeUndefined()
      expect(sent[0]?.landed).toEqual([])
      await clock.advance(1)
    }
    expect(asked.value?.answer).toEqual(answer)
    expect(sent[0]?.landed).toEqual(landed)
  })
})

describe('a refresh that outlasts its timeout', () => {
  it('is no longer waited for, let run, and joined by who asks next', async () => {
    const { clock, steady, sent, call, ask, onLate } = setUp()
    const sentAt = steady()
    const first = ask()
    await clock.advance(TIMEOUT - 1)
    expect(first.value).toBeUndefined()
    await clock.advance(1)
    expect(first.value).toEqual({ answer: null, sentAt })
    expect(call.isOut()).toBe(true)
    expect(sent[0]?.signal.aborted).toBe(false)

    const second = ask(false)
    await clock.advance(500)
    sent[0]?.resolve(GRANTED)
    await clock.settle()
    expect(second.value).toEqual({ answer: GRANTED, sentAt })
    expect(sent).toHaveLength(1)
    // Somebody waited for it.
    expect(onLate).not.toHaveBeenCalled()
  })

  it('tells of an answer that nobody waits for, and keeps it for who asks next', async () => {
    const { clock, steady, sent, ask, onLate, call } = setUp()
    const sentAt = steady()
    ask()
    await clock.advance(TIMEOUT + 500)
    sent[0]?.resolve(GRANTED)
    await clock.settle()
    expect(onLate.mock.calls).toEqual([[GRANTED, true]])
    await clock.advance(60_000)
    expect(call.isOut()).toBe(true)
    const next = ask()
    await clock.settle()
    expect(next.value).toEqual({ answer: GRANTED, sentAt })
    expect(sent).toHaveLength(1)
    expect(call.isOut()).toBe(false)
  })

  it('is the only one for six timeouts, and says so; then it is given up, and sent anew where it may be', async () => {
    const { clock, sent, ask } = setUp()
    ask()
    for (let timeouts = 1; timeouts < 6; timeouts += 1) {
      await clock.advance(TIMEOUT)
      // Twice in each: timers of a page in the background are served half as often.
      expect(sent[0]?.landed).toHaveLength(2 * timeouts)
    }
    const [next, other] = [ask(), ask(false)]
    await clock.advance(TIMEOUT - 1)
    expect([sent.length, sent[0]?.signal.aborted]).toEqual([1, false])
    await clock.advance(1)
    expect([sent.length, sent[0]?.signal.aborted]).toEqual([2, true])
    expect(sent[0]?.landed.at(-1)).toBe('given up')
    expect(other.value).toBeNull()
    expect(next.value).toBeUndefined()
  })

  it('is joined for as long as the timeout by who asks meanwhile, and no other is sent', async () => {
    const { clock, sent, steady, ask } = setUp()
    const sentAt = steady()
    ask()
    await clock.advance(3 * TIMEOUT)
    const joined = ask()
    await clock.advance(TIMEOUT - 1)
    expect(joined).not.toHaveProperty('value')
    await clock.advance(1)
    expect(joined.value).toEqual({ answer: null, sentAt })
    expect(sent).toHaveLength(1)
  })

  it('is still waited for by the one when the other has lost patience', async () => {
    const { clock, sent, call, ask, onLate } = setUp()
    ask()
    await clock.advance(TIMEOUT - 1)
    const over = outcome(call.over())
    await clock.advance(500)
    sent[0]?.resolve(GRANTED)
    await clock.settle()
    expect(over).toHaveProperty('value')
    expect(onLate).not.toHaveBeenCalled()
  })

  it('says nothing of the session that began since', async () => {
    const { clock, sent, ask, moveOn, onLate } = setUp()
    ask()
    await clock.advance(TIMEOUT)
    moveOn()
    sent[0]?.resolve(GRANTED)
    await clock.settle()
    expect(onLate.mock.calls).toEqual([[GRANTED, false]])
    const next = ask()
    await clock.settle()
    expect(sent).toHaveLength(2)
    expect(next.value).toBeUndefined()
  })
})

describe('an answer that comes after a sibling has renewed', () => {
  it('is older than what there is: not wanted, and not given to who asks next', async () => {
    const { clock, sent, ask, renewElsewhere, onLate } = setUp()
    ask()
    await clock.advance(TIMEOUT)
    renewElsewhere()
    sent[0]?.resolve(GRANTED)
    await clock.settle()
    expect(onLate.mock.calls).toEqual([[GRANTED, false]])
    const next = ask()
    await clock.settle()
    expect(sent).toHaveLength(2)
    expect(next.value).toBeUndefined()
  })
})

describe('over', () => {
  it('is so at once where none is out', async () => {
    const { clock, call } = setUp()
    const over = outcome(call.over())
    await clock.settle()
    expect(over).toHaveProperty('value')
    expect(clock.pending()).toBe(0)
  })

  it('comes with the answer, or after twice the timeout', async () => {
    const { clock, call, ask } = setUp()
    ask()
    const over = outcome(call.over())
    await clock.advance(2 * TIMEOUT - 1)
    expect(over).not.toHaveProperty('value')
    await clock.advance(1)
    expect(over).toHaveProperty('value')
  })
})

describe('drop', () => {
  it('aborts it, and what it brings is told to nobody', async () => {
    const { clock, sent, call, ask, onLate } = setUp()
    ask()
    await clock.advance(TIMEOUT)
    call.drop()
    expect(call.isOut()).toBe(false)
    expect(sent[0]?.signal.aborted).toBe(true)
    expect(sent[0]?.landed.at(-1)).toBe('given up')
    sent[0]?.resolve(GRANTED)
    await clock.settle()
    expect(onLate).not.toHaveBeenCalled()
    call.drop()
  })

  it('of an old one leaves the new one out', async () => {
    const { clock, sent, call, ask } = setUp()
    const first = ask()
    call.drop()
    const second = ask()
    sent[0]?.resolve(GRANTED)
    await clock.settle()
    expect(first.value?.answer).toEqual(GRANTED)
    expect(call.isOut()).toBe(true)
    expect(second.value).toBeUndefined()
  })
})
