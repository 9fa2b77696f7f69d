import axios, { AxiosError, type AxiosAdapter, AxiosHeaders, type InternalAxiosRequestConfig } from 'axios'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createFakeClock, createTestAuth } from '../testing'
import { outcome } from '../testing/scenes'
import { SessionEndedError } from '../errors'
import type { LoggedEvent } from '../events'

afterEach(() => vi.unstubAllGlobals())

interface Sent {
  readonly token: unknown
  readonly data: unknown
  readonly timeout: number | undefined
  readonly words: string | undefined
}

/** A client whose requests end in an adapter of the test's own: `answers` are given in turn, the last one again and again. */
function setUp(
  answers: readonly (number | AxiosAdapter)[] = [200],
  options: Parameters<typeof createTestAuth>[0] = {},
) {
  const clock = createFakeClock({ random: () => 0.5 })
  const { auth, api } = createTestAuth({ clock, signedInAs: 'ada', ...options })
  const sent: Sent[] = []
  const adapter: AxiosAdapter = (config) => {
    const { headers, data, timeout, timeoutErrorMessage: words } = config
    sent.push({ token: headers.get('Authorization') ?? null, data: data as unknown, timeout, words })
    const answer = answers[Math.min(sent.length, answers.length) - 1] ?? 200
    return typeof answer === 'number' ? respond(config, answer) : answer(config)
  }
  const events: LoggedEvent[] = []
  auth.on('event', (event) => events.push(event))
  return { clock, auth, api, sent, adapter, events }
}

function respond(config: InternalAxiosRequestConfig, status: number) {
  const response = { status, statusText: '', headers: new AxiosHeaders(), data: 'x', config, request: { path: '/' } }
  if (status < 300) return Promise.resolve(response)
  return Promise.reject(new AxiosError(String(status), AxiosError.ERR_BAD_REQUEST, config, response.request, response))
}

it('an address that an adapter of tests tells as it was given does not lead elsewhere', async () => {
  // As `axios-mock-adapter` does.
  const refusing: AxiosAdapter = (config) => {
    const request = { responseURL: config.url }
    return Promise.resolve({ status: 401, statusText: '', headers: {}, data: '', config, request })
  }
  const { clock, auth, adapter } = setUp([refusing, 200], { baseURL: 'https://api.test/api' })
  const things = outcome(auth.http.get('/things', { adapter }))
  await clock.advance(2000)
  expect(things.value?.status).toBe(200)
})

describe('what is told of a request that met a 401', () => {
  it.each([
    [{ url: '/things' }, { method: 'GET', path: '/things' }],
    [
      { url: '/things?secret=1#top', method: 'post' },
      { method: 'POST', path: '/things' },
    ],
    [{ url: '/things#top?x' }, { method: 'GET', path: '/things' }],
    [{ url: 'https://app.test/api/things?secret=1' }, { method: 'GET', path: '/api/things' }],
    [{ url: 'HTTPS://APP.TEST' }, { method: 'GET', path: '' }],
    [{ url: 'https://app.test?secret=1' }, { method: 'GET', path: '' }],
    [{ url: '/go?to=https://elsewhere.test/x' }, { method: 'GET', path: '/go' }],
    [{ url: '/a/https://b.test/c' }, { method: 'GET', path: '/a/https://b.test/c' }],
    [{ url: '' }, { method: 'GET', path: '' }],
  ])('%j: method and path, and no query', async (request, told) => {
    const { clock, auth, adapter, events } = setUp([401, 200])
    outcome(auth.http.request({ ...request, adapter }))
    await clock.advance(2000)
    expect(events.filter(({ type }) => type === 'refused' || type === 'replayed')).toEqual([
      expect.objectContaining({ type: 'refused', ...told }),
      expect.objectContaining({ type: 'replayed', ...told }),
    ])
  })

  it('of an address that can’t be resolved: that it got no token', async () => {
    const { clock, auth, adapter, events } = setUp()
    outcome(auth.http.get('https://[', { adapter }))
    await clock.advance(10)
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'token-withheld', origin: 'an address that can’t be resolved' }),
    )
  })
})

describe('the time that a request has', () => {
  it('is all its own where it need not wait, and so are its words', async () => {
    const { clock, auth, adapter, sent } = setUp()
    outcome(auth.http.get('/things', { adapter, timeout: 1000 }))
    await clock.advance(10)
    expect(sent).toMatchObject([{ timeout: 1000, words: undefined }])
  })

  it.each([undefined, 'Too slow.'])(
    'is what is left of it for the replay; config and error keep what was given (%s)',
    async (words) => {
      const { clock, auth, api, adapter, sent } = setUp([
        401,
        (config) => Promise.reject(new AxiosError('late', 'X', config)),
      ])
      const held = api.hold('/auth/refresh')
      const given = { adapter, timeout: 1000, ...(words !== undefined && { timeoutErrorMessage: words }) }
      const request = outcome(auth.http.get('/things', given))
      await clock.advance(400)
      held.release()
      await clock.advance(100)
      expect(sent).toHaveLength(2)
      expect(sent[1]?.timeout).toBeLessThanOrEqual(600)
      expect(sent[1]?.timeout).toBeGreaterThan(400)
      expect(sent[1]?.words).toBe(words ?? 'timeout of 1000ms exceeded')
      const { config } = request.error as AxiosError
      expect(config?.timeout).toBe(1000)
      expect(config?.timeoutErrorMessage).toBe(words)
      expect(config && 'timeoutErrorMessage' in config).toBe(words !== undefined)
    },
  )

  it('is over when the refresh took all of it: nothing is sent', async () => {
    // The answer is there in the very moment in which the time is over.
    const { clock, auth, api, adapter, sent } = setUp([401, 200])
    api.fail({ path: '/auth/refresh', delayMs: 1000 })
    const request = outcome(auth.http.get('/things', { adapter, timeout: 1000 }))
    await clock.advance(5000)
    expect(sent).toHaveLength(1)
    expect(request.error).toMatchObject({ code: 'ECONNABORTED', message: 'timeout of 1000ms exceeded' })
    expect((request.error as AxiosError).config).toMatchObject({ url: '/things', timeout: 1000 })
  })
})

describe('a body', () => {
  const bytes = () => new Uint8Array([1, 2, 3])

  it.each<[string, () => { data: unknown; spoil: () => void; read: (data: unknown) => unknown }]>([
    [
      'of bytes',
      () => {
        const data = Buffer.from(bytes())
        return { data, spoil: () => data.fill(9), read: (sent) => [...(sent as Uint8Array)] }
      },
    ],
    [
      'of a buffer',
      () => {
        const data = bytes().buffer
        return {
          data,
          spoil: () => new Uint8Array(data).fill(9),
          read: (sent) => [...new Uint8Array(sent as ArrayBuffer)],
        }
      },
    ],
    [
      'of a form',
      () => {
        const data = new FormData()
        data.append('1', '2')
        return { data, spoil: () => data.set('1', '9'), read: (sent) => [...(sent as FormData).entries()].flat() }
      },
    ],
  ])('%s that the caller changes while it waits is replayed as it was', async (_case, make) => {
    const { clock, auth, api, adapter, sent } = setUp([401, 200])
    const held = api.hold('/auth/refresh')
    const { data, spoil, read } = make()
    outcome(auth.http.post('/things', data, { adapter }))
    await clock.settle()
    expect(sent).toHaveLength(1)
    spoil()
    held.release()
    await clock.advance(2000)
    expect(sent).toHaveLength(2)
    expect(read(sent[1]?.data)).toEqual(read(sent[0]?.data))
    expect(read(sent[1]?.data)).not.toContain(9)
  })

  it('is sent where there are no streams (a DOM made up for a test)', async () => {
    const { clock, auth, adapter, sent } = setUp([401, 200])
    vi.stubGlobal('ReadableStream', undefined)
    const request = outcome(auth.http.post('/things', { a: 1 }, { adapter }))
    await clock.advance(2000)
    expect(request.value?.status).toBe(200)
    expect(sent.map(({ data }) => data)).toEqual(['{"a":1}', '{"a":1}'])
  })

  it.each([
    ['a web stream', () => new ReadableStream(), false],
    ['a stream of Node', () => ({ pipe: () => undefined, on: () => undefined }), false],
    ['an object with a pipe that is none', () => ({ pipe: 'organ' }), true],
  ])('that is %s', async (_case, make, isReplayed) => {
    const { clock, auth, adapter, sent } = setUp([401, 200])
    const request = outcome(auth.http.post('/things', make(), { adapter, transformRequest: [(data: unknown) => data] }))
    await clock.advance(2000)
    expect(sent).toHaveLength(isReplayed ? 2 : 1)
    if (isReplayed) expect(request.value?.status).toBe(200)
    else expect(request.error).toMatchObject({ name: 'ReplayRefusedError', cause: { message: '401' } })
  })
})

it.each([200, 401])(
  'a body that comes for a session that is over is not left to run on, for nobody can end it: %i',
  async (status) => {
    const destroy = vi.fn()
    const { clock, auth, adapter } = setUp([
      async (config) => {
        outcome(auth.signOut())
        await clock.advance(1000)
        return { ...(await respond(config, 200)), status, data: { destroy } }
      },
    ])
    const request = outcome(auth.http.get('/stream', { adapter, responseType: 'stream' }))
    await clock.advance(3000)
    expect(request.error).toBeInstanceOf(SessionEndedError)
    expect(destroy).toHaveBeenCalledOnce()
  },
)

describe('a 401 to a token that has moved on', () => {
  it('is replayed at once with what there is, and costs nothing', async () => {
    let renew: () => void = () => undefined
    const { clock, auth, api, adapter, sent } = setUp([
      async (config) => {
        renew()
        await clock.advance(1000)
        return respond(config, 401)
      },
      200,
    ])
    renew = () => {
      api.expireAccessTokens()
      outcome(auth.http.get('/things'))
    }
    const request = outcome(auth.http.get('/late', { adapter }))
    await clock.advance(3000)
    expect(request.value?.status).toBe(200)
    expect(new Set(sent.map(({ token }) => token)).size).toBe(2)
    expect(api.counts('POST', '/auth/refresh')).toBe(1)
  })

  it('keeps no connection for a body that nobody will read', async () => {
    const destroy = vi.fn()
    const { clock, auth, api, adapter } = setUp([
      async (config) => {
        api.expireAccessTokens()
        outcome(auth.http.get('/things'))
        await clock.advance(1000)
        return { ...(await respond(config, 200)), status: 401, data: { destroy } }
      },
      200,
    ])
    const request = outcome(auth.http.get('/late', { adapter, responseType: 'stream' }))
    await clock.advance(3000)
    expect(request.value?.status).toBe(200)
    expect(destroy).toHaveBeenCalledOnce()
  })

  it('reaches the caller where it is not to be replayed', async () => {
    const { clock, auth, api, adapter, sent } = setUp([
      async (config) => {
        api.expireAccessTokens()
        outcome(auth.http.get('/things'))
        await clock.advance(1000)
        return respond(config, 401)
      },
      200,
    ])
    const request = outcome(auth.http.get('/late', { adapter, replay: false }))
    await clock.advance(3000)
    expect(request.error).toMatchObject({ response: { status: 401 } })
    expect(sent).toHaveLength(1)
    expect(api.counts('POST', '/auth/refresh')).toBe(1)
  })
})

it('a 401 that the request takes for an answer is replayed like any other', async () => {
  const { clock, auth, adapter } = setUp([(config) => respond(config, 200).then((r) => ({ ...r, status: 401 })), 200])
  const request = outcome(auth.http.get('/things', { adapter, validateStatus: () => true }))
  await clock.advance(2000)
  expect(request.value?.status).toBe(200)
})

it('an address that took the second token is not held against the first', async () => {
  const { clock, auth, api, adapter } = setUp([401, 200, 401, 200])
  for (let n = 1; n <= 2; n += 1) {
    const request = outcome(auth.http.get('/things', { adapter }))
    await clock.advance(2000)
    expect(request.value?.status).toBe(200)
    expect(api.counts('POST', '/auth/refresh')).toBe(n)
  }
})

it('what a caller gets to see has no token in it', async () => {
  const { clock, auth, adapter } = setUp([200, 500])
  const good = outcome(auth.http.get('/things', { adapter }))
  await clock.advance(10)
  const bad = outcome(auth.http.get('/things', { adapter }))
  await clock.advance(10)
  expect(axios.isAxiosError(bad.error)).toBe(true)
  for (const seen of [good.value, bad.error]) expect(JSON.stringify(seen)).not.toMatch(/bearer/i)
})
