import axios, { AxiosHeaders } from 'axios'
import { describe, expect, it, vi } from 'vitest'
import { createAuthClient } from '..'
import { createFakeAdapter, createFakeClock, createTestAuth, FAKE_PASSWORD } from '.'
import { outcome } from './scenes'

describe('the kit answers as the reference contract reads', () => {
  it.each([
    ['404', { status: 404 }],
    ['408', { status: 408 }],
    ['a page with 403, as a proxy says no', { kind: 'html', status: 403 }],
  ] as const)('a refresh that meets %s ends no session', async (_name, fault) => {
    const clock = createFakeClock()
    const { auth, api } = createTestAuth({ clock, signedInAs: 'ada' })
    api.fail({ path: '/auth/refresh', ...fault, times: Infinity })
    api.expireAccessTokens()
    const asked = outcome(auth.http.get('/things'))
    await clock.advance(5000)
    expect(auth.store.getState().status).toBe('signed-in')
    expect(asked.error).toMatchObject({ name: 'RefreshDeferredError' })
  })

  it.each([
    ['422', { status: 422 }, 'invalid-request'],
    ['404', { status: 404 }, 'server'],
    ['403', { status: 403 }, 'server'],
    ['a page with 401', { kind: 'html', status: 401 }, 'malformed-answer'],
  ] as const)('a sign-in that meets %s', async (_name, fault, failure) => {
    const { auth, api } = createTestAuth()
    api.fail({ path: '/auth/login', ...fault })
    await expect(auth.signIn({ username: 'ada', password: FAKE_PASSWORD })).rejects.toMatchObject({ failure })
  })
})

describe('a reply of the test’s own that throws', () => {
  it('is heard', async () => {
    const { auth, api } = createTestAuth({ signedInAs: 'ada' })
    api.reply('GET', '/orders', () => {
      throw new Error('not what I expected')
    })
    await expect(auth.http.get('/orders')).rejects.toThrow('not what I expected')
  })
})

describe('no timer', () => {
  it('is left by createTestAuth', () => {
    const set = vi.spyOn(globalThis, 'setTimeout')
    createTestAuth({ signedInAs: 'ada' })
    expect(set).not.toHaveBeenCalled()
  })
  it('and nothing that a runner’s fake timers hold up is waited for', async () => {
    // All that Jest fakes where nothing else is said.
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'Date', 'performance'] })
    try {
      const { auth, api } = createTestAuth()
      await auth.signIn({ username: 'ada', password: FAKE_PASSWORD })
      const clock = createFakeClock()
      const timed = createTestAuth({ clock, signedInAs: 'ada' })
      await clock.advance(1_000_000)
      expect([api.liveSessions('ada'), timed.api.counts('POST', '/auth/refresh')]).toEqual([1, 1])
    } finally {
      vi.useRealTimers()
    }
  })
  it('so that all timers can be run', async () => {
    vi.useFakeTimers()
    try {
      createTestAuth({ signedInAs: 'ada' })
      await vi.runAllTimersAsync()
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('the fake adapter', () => {
  it('says what the CancelToken was cancelled with', async () => {
    const { auth, api } = createTestAuth({ signedInAs: 'ada' })
    const hold = api.hold('/things')
    const source = axios.CancelToken.source()
    const failure = auth.http.get('/things', { cancelToken: source.token }).catch((error: unknown) => error)
    await hold.arrived
    source.cancel('the person left')
    expect(await failure).toMatchObject({ message: 'the person left' })
  })
})

describe('events', () => {
  it.each([
    '//ada:secret@app.test/api/odd',
    'https:\\\\ada:secret@app.test/api/odd',
    'https:/ada:secret@app.test/api/odd',
    '\thttps://ada:secret@app.test/api/odd',
  ])('%s', async (url) => {
    const { auth, api } = createTestAuth({ signedInAs: 'ada' })
    const events: unknown[] = []
    auth.on('event', (event) => events.push(event))
    api.expireAccessTokens()
    await auth.http.get(url, { baseURL: '' }).catch(() => undefined)
    expect(JSON.stringify(events)).not.toContain('secret')
  })
})

describe('trustedOrigins', () => {
  it('a wildcard is no origin', () => {
    expect(() => createAuthClient({ baseURL: 'https://a.test/api', trustedOrigins: ['https://*.a.test'] })).toThrow(
      TypeError,
    )
  })
})

describe('no network', () => {
  it('for an instance of the app’s own that is attached', async () => {
    const { auth } = createTestAuth({ signedInAs: 'ada' })
    const mine = auth.attach(axios.create({ baseURL: '/api' }))
    expect((await mine.get('/things')).status).toBe(200)
  })
})

describe('the fake adapter', () => {
  it('is cancelled by a signal that is aborted already', async () => {
    const { auth, api } = createTestAuth({ signedInAs: 'ada' })
    const controller = new AbortController()
    api.expireAccessTokens()
    auth.on('event', ({ type }) => {
      if (type === 'renewed') controller.abort()
    })
    const error = await auth.http.get('/things', { signal: controller.signal }).catch((reason: unknown) => reason)
    expect(axios.isCancel(error)).toBe(true)
  })
})

describe('the fake adapter by itself', () => {
  it('is cancelled by a signal that is aborted already', async () => {
    const { api, tab } = createTestAuth()
    const adapter = createFakeAdapter(api, tab)
    const config = { url: '/api/x', headers: new AxiosHeaders(), signal: AbortSignal.abort() }
    expect(axios.isCancel(await adapter(config).catch((reason: unknown) => reason))).toBe(true)
  })
})
