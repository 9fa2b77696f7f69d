import { setMaxListeners } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import axios from 'axios'
import { afterEach, describe, expect, it } from 'vitest'
import { createFakeClock, createTestAuth, seededRandom } from '../../src/auth/testing'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function heapUsed(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

const { addEventListener, removeEventListener } = AbortSignal.prototype

afterEach(() => {
  Object.assign(AbortSignal.prototype, { addEventListener, removeEventListener })
})

/** Listeners that were put on any signal and are still there; one that has aborted has let go of those that were for once. */
function countListeners(): () => number {
  const listeners = new Map<AbortSignal, Set<unknown>>()
  Object.assign(AbortSignal.prototype, {
    addEventListener(this: AbortSignal, ...args: Parameters<typeof addEventListener>) {
      addEventListener.apply(this, args)
      listeners.set(this, (listeners.get(this) ?? new Set()).add(args[1]))
    },
    removeEventListener(this: AbortSignal, ...args: Parameters<typeof removeEventListener>) {
      removeEventListener.apply(this, args)
      const left = listeners.get(this)
      left?.delete(args[1])
      if (left?.size === 0) listeners.delete(this)
    },
  })
  return () => [...listeners].reduce((sum, [signal, { size }]) => sum + (signal.aborted ? 0 : size), 0)
}

const SECONDS = 3600
const A_SECOND = 28

describe('row 15: 100,000 requests in an hour, with faults', () => {
  it('leave no listener, timer, promise or object behind', { timeout: 120_000 }, async () => {
    const listeners = countListeners()
    const clock = createFakeClock({ random: 7 })
    const chance = seededRandom(11)
    // Most answers come at once: a timer for each would make the clock, not the engine, take the time.
    const latency = (_method: string, path: string) => (path === '/auth/refresh' ? 400 : chance() < 0.05 ? 3000 : 0)
    const { auth, api } = createTestAuth({
      clock,
      signedInAs: 'ada',
      accessTokenTtl: 60,
      latency,
      refreshTimeout: 5000,
    })
    const shared = new AbortController()
    setMaxListeners(0, shared.signal)
    const outcomes = { made: 0, settled: 0, answered: 0, aborted: 0, timedOut: 0, deferred: 0, failed: 0 }
    const leftover: WeakRef<object>[] = []
    let refreshes = 0

    function note(error: unknown): void {
      if (axios.isCancel(error)) outcomes.aborted += 1
      else if (axios.isAxiosError(error) && error.code === 'ECONNABORTED') outcomes.timedOut += 1
      else if (error instanceof Error && error.name === 'RefreshDeferredError') outcomes.deferred += 1
      else outcomes.failed += 1
    }

    function request(): void {
      outcomes.made += 1
      const own = new AbortController()
      const kind = chance()
      const signal = kind < 0.3 ? shared.signal : own.signal
      const timeout = kind > 0.2 && kind < 0.6 ? 2000 : 0
      const data = { n: outcomes.made }
      if (outcomes.made % 100 === 0) leftover.push(new WeakRef(data), new WeakRef(own))
      auth.http
        .post('/things', data, { signal, timeout })
        .then(
          (answer) => {
            outcomes.answered += 1
            if (outcomes.made % 100 === 0) leftover.push(new WeakRef(answer), new WeakRef(answer.config))
          },
          (error: unknown) => {
            note(error)
            if (error instanceof Error) leftover.push(new WeakRef(error))
          },
        )
        .finally(() => (outcomes.settled += 1))
        .catch(() => undefined)
      if (kind > 0.97) own.abort()
      else if (kind > 0.9) clock.timer(() => own.abort(), 200)
    }

    function mischief(): void {
      const kind = chance()
      if (kind < 0.02) api.expireAccessTokens()
      else if (kind < 0.03) api.fail({ path: '/auth/refresh', status: 503, times: 2 })
      else if (kind < 0.035) api.fail({ path: '/auth/refresh', kind: 'network' })
      else if (kind < 0.038) api.fail({ path: '/auth/refresh', kind: 'timeout' })
      else if (kind < 0.042) api.fail({ path: '/auth/refresh', status: 429, retryAfter: 20 })
      else if (kind < 0.1) api.fail({ path: '/things', status: 500, times: 5 })
      else if (kind < 0.12) api.fail({ path: '/things', status: 401, times: 40 })
    }

    async function run(seconds: number): Promise<void> {
      for (let second = 0; second < seconds; second += 1) {
        mischief()
        for (let n = 0; n < A_SECOND; n += 1) request()
        await clock.advance(1000)
        if (second % 60 === 59) {
          refreshes += api.counts('POST', '/auth/refresh')
          api.forget()
          api.recover()
        }
      }
    }

    // Warm: what is compiled, cached and pooled in the first minutes is no leak.
    await run(SECONDS / 4)
    const heapBefore = heapUsed()
    await run((SECONDS * 3) / 4)
    await clock.advance(700_000)
    const heapAfter = heapUsed()

    expect(outcomes.made).toBeGreaterThan(100_000)
    expect(outcomes.settled).toBe(outcomes.made)
    expect(outcomes.answered).toBeGreaterThan(outcomes.made * 0.5)
    for (const count of [outcomes.aborted, outcomes.timedOut, outcomes.deferred, outcomes.failed])
      expect(count).toBeGreaterThan(100)
    expect(refreshes).toBeLessThan(SECONDS / 5)
    expect(auth.store.getState()).toMatchObject({ status: 'signed-in', deferred: null })
    expect(api.reuseDetected()).toBe(0)
    expect(api.peak('/auth/refresh')).toBe(1)

    // The one that rings for the next renewal.
    expect(clock.pending()).toBe(1)
    expect(listeners()).toBe(0)
    expect(leftover.filter((each) => each.deref() !== undefined).length).toBeLessThan(10)
    expect(heapAfter - heapBefore).toBeLessThan(4_000_000)
    auth.dispose()
    expect(clock.pending()).toBe(0)
  })
})
