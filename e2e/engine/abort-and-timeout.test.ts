import axios, { AxiosError, CanceledError } from 'axios'
import { describe, expect, it } from 'vitest'
import type { AuthRequestConfig } from '../../src/auth'
import { createFakeClock } from '../../src/auth/testing'
import { failureOf, start, type Started } from './support'

/** A way to give a request up: what the request is given, and what gives it up. */
function signalOf(): { config: AuthRequestConfig; abort: () => void } {
  const controller = new AbortController()
  return { config: { signal: controller.signal }, abort: () => controller.abort() }
}

function cancelTokenOf(): { config: AuthRequestConfig; abort: () => void } {
  const source = axios.CancelToken.source()
  return { config: { cancelToken: source.token }, abort: () => source.cancel('canceled') }
}

const WAYS = [
  ['AbortSignal', signalOf],
  ['CancelToken', cancelTokenOf],
] as const

const ADAPTERS = ['http', 'fetch'] as const

const ways = WAYS.flatMap(([way, make]) => ADAPTERS.map((adapter) => [way, adapter, make] as const))

function expectCanceled(error: unknown): void {
  expect(axios.isCancel(error)).toBe(true)
  expect(error).toBeInstanceOf(CanceledError)
  expect(error).toMatchObject({ code: AxiosError.ERR_CANCELED })
}

/** What a bystander gets, whatever becomes of the request that is given up. */
async function expectUnharmed(bystander: Promise<{ status: number }>, { auth, refreshes }: Started): Promise<void> {
  expect((await bystander).status).toBe(200)
  expect(refreshes()).toBe(1)
  expect(auth.store.getState()).toMatchObject({ status: 'signed-in', deferred: null })
}

describe.each(ways)('row 10: %s, through the %s adapter', (_way, adapter, make) => {
  it('before: nothing is sent', async () => {
    const { auth, api, refreshes } = await start({ signedInAs: 'ada' })
    const { config, abort } = make()
    abort()
    expectCanceled(await failureOf(auth.http.get('/things', { ...config, adapter })))
    expect([api.counts('/things'), refreshes()]).toEqual([0, 0])
  })

  it('during the wait for a token: rejects at once, and the refresh goes on for others', async () => {
    const started = await start({ signedInAs: 'ada' })
    const { auth, api, clock } = started
    clock.sleep(61_000)
    const held = api.hold('/auth/refresh')
    const { config, abort } = make()
    const failure = failureOf(auth.http.get('/given-up', { ...config, adapter }))
    const bystander = auth.http.get('/things', { adapter })
    await held.arrived
    abort()
    expectCanceled(await failure)
    held.release()
    await expectUnharmed(bystander, started)
    expect(api.counts('/given-up')).toBe(0)
  })

  it('of the only one that waits: the refresh goes on for whoever comes next', async () => {
    const started = await start({ signedInAs: 'ada' })
    const { auth, api, clock } = started
    clock.sleep(61_000)
    const held = api.hold('/auth/refresh')
    const { config, abort } = make()
    const failure = failureOf(auth.http.get('/given-up', { ...config, adapter }))
    await held.arrived
    abort()
    expectCanceled(await failure)
    held.release()
    await started.network.idle()
    await expectUnharmed(auth.http.get('/things', { adapter }), started)
  })

  it('during the first sending', async () => {
    const { auth, api, refreshes } = await start({ signedInAs: 'ada' })
    const held = api.hold('/given-up')
    const { config, abort } = make()
    const failure = failureOf(auth.http.get('/given-up', { ...config, adapter }))
    await held.arrived
    abort()
    expectCanceled(await failure)
    held.release()
    expect(refreshes()).toBe(0)
  })

  it('during the wait after a 401', async () => {
    const started = await start({ signedInAs: 'ada' })
    const { auth, api } = started
    await api.control.expireAccessTokens()
    const held = api.hold('/auth/refresh')
    const { config, abort } = make()
    const failure = failureOf(auth.http.get('/given-up', { ...config, adapter }))
    const bystander = auth.http.get('/things', { adapter })
    await held.arrived
    await api.saw('/given-up')
    await api.saw('/things')
    abort()
    expectCanceled(await failure)
    held.release()
    await expectUnharmed(bystander, started)
    expect(api.counts('/given-up')).toBe(1)
  })

  it('during the replay', async () => {
    const started = await start({ signedInAs: 'ada' })
    const { auth, api } = started
    await api.control.expireAccessTokens()
    const refresh = api.hold('/auth/refresh')
    const { config, abort } = make()
    const failure = failureOf(auth.http.get('/given-up', { ...config, adapter }))
    await refresh.arrived
    const replay = api.hold('/given-up', 'before')
    const bystander = auth.http.get('/things', { adapter })
    refresh.release()
    await replay.arrived
    abort()
    expectCanceled(await failure)
    replay.release()
    await expectUnharmed(bystander, started)
    expect(api.counts('/given-up')).toBe(2)
  })
})

describe('row 10: what is left of a signal', () => {
  it('shared by many requests: no listener stays on it', async () => {
    const { auth, api, clock } = await start({ signedInAs: 'ada' })
    const { signal } = new AbortController()
    const listeners = new Set<unknown>()
    const { addEventListener, removeEventListener } = signal
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listeners.add(args[1])
      addEventListener.apply(signal, args)
    }
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listeners.delete(args[1])
      removeEventListener.apply(signal, args)
    }
    await api.control.expireAccessTokens()
    await Promise.all(Array.from({ length: 4 }, () => auth.http.get('/things', { signal })))
    clock.sleep(61_000)
    await Promise.all(Array.from({ length: 4 }, () => auth.http.get('/things', { signal })))
    expect([...listeners]).toEqual([])
  })

  it('the reason of an abort is told as axios tells it', async () => {
    const { auth, api, clock } = await start({ signedInAs: 'ada' })
    const plainHold = api.hold('/plain')
    const plain = new AbortController()
    const plainFailure = failureOf(axios.get(`${api.url}/api/plain`, { signal: plain.signal }))
    await plainHold.arrived
    plain.abort(new Error('no longer needed'))
    const expected = (await plainFailure) as CanceledError<unknown>
    plainHold.release()

    clock.sleep(61_000)
    const held = api.hold('/auth/refresh')
    const ours = new AbortController()
    const failure = failureOf(auth.http.get('/things', { signal: ours.signal }))
    await held.arrived
    ours.abort(new Error('no longer needed'))
    const error = (await failure) as CanceledError<unknown>
    held.release()
    expect({ name: error.name, message: error.message, code: error.code }).toEqual({
      name: expected.name,
      message: expected.message,
      code: expected.code,
    })
  })

  it('a CancelToken’s own message reaches the caller who waits', async () => {
    const { auth, api, clock } = await start({ signedInAs: 'ada' })
    clock.sleep(61_000)
    const held = api.hold('/auth/refresh')
    const source = axios.CancelToken.source()
    const failure = failureOf(auth.http.get('/things', { cancelToken: source.token }))
    await held.arrived
    source.cancel('changed my mind')
    expect(await failure).toMatchObject({ code: AxiosError.ERR_CANCELED, message: 'changed my mind' })
    held.release()
  })
})

describe('row 10: timeout', () => {
  async function waiting(config: AuthRequestConfig) {
    const started = await start({ signedInAs: 'ada' })
    started.clock.sleep(61_000)
    const held = started.api.hold('/auth/refresh')
    const failure = failureOf(started.auth.http.get('/given-up', config))
    const bystander = started.auth.http.get('/things')
    await held.arrived
    return { ...started, held, failure, bystander, started }
  }

  it.each<[string, AuthRequestConfig, string, string]>([
    ['in axios’s own words', {}, 'timeout of 5000ms exceeded', AxiosError.ECONNABORTED],
    ['in the request’s words', { timeoutErrorMessage: 'too slow' }, 'too slow', AxiosError.ECONNABORTED],
    [
      'as ETIMEDOUT where that is asked for',
      { transitional: { clarifyTimeoutError: true } },
      'timeout of 5000ms exceeded',
      AxiosError.ETIMEDOUT,
    ],
  ])('spans the wait for a token, and says so %s', async (_, config, message, code) => {
    const { api, clock, held, failure, bystander, started } = await waiting({ ...config, timeout: 5000 })
    await clock.advance(4999)
    expect(api.counts('/given-up')).toBe(0)
    await clock.advance(1)
    const error = await failure
    expect(error).toBeInstanceOf(AxiosError)
    expect(error).toMatchObject({ message, code, config: { url: '/given-up', timeout: 5000 } })
    expect(axios.isCancel(error)).toBe(false)
    held.release()
    await expectUnharmed(bystander, started)
    expect(api.counts('/given-up')).toBe(0)
  })

  it('spans the wait after a 401', async () => {
    const started = await start({ signedInAs: 'ada' })
    const { auth, api, clock } = started
    await api.control.expireAccessTokens()
    const held = api.hold('/auth/refresh')
    const failure = failureOf(auth.http.get('/given-up', { timeout: 5000 }))
    const bystander = auth.http.get('/things')
    await held.arrived
    await api.saw('/given-up')
    await clock.advance(5000)
    expect(await failure).toMatchObject({ message: 'timeout of 5000ms exceeded', code: AxiosError.ECONNABORTED })
    held.release()
    await expectUnharmed(bystander, started)
  })

  /** A request whose wait took all of its 60 s but `left`, and whose answer never comes. */
  async function lateReplay(left: number, config: AuthRequestConfig = {}) {
    const { auth, api, clock } = await start({ signedInAs: 'ada', refreshTimeout: 120_000 })
    await api.control.expireAccessTokens()
    const refresh = api.hold('/auth/refresh')
    const failure = failureOf(auth.http.get('/given-up', { timeout: 60_000, ...config }))
    await refresh.arrived
    await clock.advance(60_000 - left)
    const replay = api.hold('/given-up', 'before')
    refresh.release()
    await replay.arrived
    return { failure, replay }
  }

  it('what the wait took is not there for the replay any more', async () => {
    const { failure, replay } = await lateReplay(20)
    expect(await failure).toMatchObject({ code: AxiosError.ECONNABORTED })
    replay.release()
  })

  it('that passes during the replay is told by the number that the caller gave', async () => {
    const { failure, replay } = await lateReplay(20)
    expect(await failure).toMatchObject({ message: 'timeout of 60000ms exceeded', config: { timeout: 60_000 } })
    replay.release()
  })

  it('of which less than a millisecond is left for the replay is no endless one', async () => {
    const { failure, replay } = await lateReplay(0.25)
    expect(await failure).toMatchObject({ code: AxiosError.ECONNABORTED })
    replay.release()
  })

  it('a timeout of the refresh is not one of the request: the request goes on to be deferred', async () => {
    const { auth, api, clock } = await start({ signedInAs: 'ada', refreshTimeout: 2000 })
    clock.sleep(61_000)
    const held = api.hold('/auth/refresh')
    const failure = failureOf(auth.http.get('/things', { timeout: 5000 }))
    await held.arrived
    await clock.advance(2000)
    expect(await failure).toMatchObject({ name: 'RefreshDeferredError', trouble: 'timeout' })
    held.release()
  })

  it('leaves no timer behind once the request is answered', async () => {
    const clock = createFakeClock()
    const { auth, api } = await start({ clock, signedInAs: 'ada' })
    const before = clock.pending()
    await api.control.expireAccessTokens()
    await Promise.all(Array.from({ length: 4 }, () => auth.http.get('/things', { timeout: 5000 })))
    expect(clock.pending()).toBe(before)
  })
})
