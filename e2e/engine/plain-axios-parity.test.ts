import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'
import axios, { type AxiosInstance, type AxiosResponse, type InternalAxiosRequestConfig, isAxiosError } from 'axios'
import { describe, expect, it } from 'vitest'
import type { AuthHttp, AuthRequestConfig } from '../../src/auth'
import { answerJson, failureOf, type LoopbackApi, refuse, start, type Started } from './support'

type Outcome = { readonly response: AxiosResponse } | { readonly error: unknown }

async function outcomeOf(work: Promise<AxiosResponse>): Promise<Outcome> {
  return work.then(
    (response) => ({ response }),
    (error: unknown) => ({ error }),
  )
}

async function contentOf(data: unknown): Promise<unknown> {
  if (data instanceof Readable) return { stream: (await buffer(data)).toString() }
  if (data instanceof ReadableStream) return { webStream: await new Response(data).text() }
  if (data instanceof Blob) return { blob: await data.text(), type: data.type }
  if (data instanceof ArrayBuffer) return { arrayBuffer: Buffer.from(data).toString() }
  if (Buffer.isBuffer(data)) return { buffer: data.toString() }
  return data
}

const nameOf = (thing: unknown) => (typeof thing === 'object' ? (thing?.constructor.name ?? null) : typeof thing)
const namesOf = (thing: object) => Object.getOwnPropertyNames(thing).sort()

function configOf(config: InternalAxiosRequestConfig | undefined) {
  if (config === undefined) return undefined
  const { headers, url, method, data, baseURL, timeout, params, responseType, auth } = config
  const {
    Authorization: _token,
    'User-Agent': _agent,
    'Accept-Encoding': _encoding,
    'Content-Length': _length,
    ...others
  } = headers.toJSON()
  return {
    names: Object.keys(config).sort(),
    headers: others,
    url,
    method,
    data: nameOf(data),
    baseURL,
    timeout,
    params: params as unknown,
    responseType,
    auth,
  }
}

async function responseOf(response: AxiosResponse | undefined) {
  if (response === undefined) return undefined
  const { status, statusText, headers, data, config, request } = response as AxiosResponse<unknown>
  const { date: _date, ...others } = Object.fromEntries(Object.entries(headers))
  return {
    names: namesOf(response),
    status,
    statusText,
    headers: others,
    headersKind: nameOf(headers),
    data: await contentOf(data),
    config: configOf(config),
    request: nameOf(request),
    responseUrl: (request as { res?: { responseUrl?: string } } | undefined)?.res?.responseUrl,
  }
}

/** All that a caller can tell one outcome from another by. */
async function shapeOf(outcome: Outcome): Promise<unknown> {
  if ('response' in outcome) return responseOf(outcome.response)
  const { error } = outcome
  if (!isAxiosError(error)) return error
  const { name, message, code, status, cause, config, response, request } = error
  return {
    names: namesOf(error),
    name,
    message,
    code,
    status,
    cause: nameOf(cause),
    config: configOf(config),
    response: await responseOf(response),
    request: nameOf(request),
  }
}

function serveAll(api: LoopbackApi): void {
  const open = { open: true }
  api.serve('/json', (response) => answerJson(response, { some: 'data', n: 1 }))
  api.serve('/nothing', (response) => void response.writeHead(204).end())
  api.serve('/unchanged', (response) => void response.writeHead(304, { ETag: '"1"' }).end())
  api.serve('/missing', (response) => answerJson(response, { code: 'not_found' }, 404))
  api.serve('/forbidden', (response) => answerJson(response, { code: 'forbidden' }, 403))
  api.serve('/broken', (response) => void response.writeHead(500, { 'Content-Type': 'text/plain' }).end('sorry'))
  api.serve('/text', (response) => void response.writeHead(200, { 'Content-Type': 'text/plain' }).end('just text ü'))
  api.serve('/half', (response) => void response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"a":'))
  api.serve(
    '/gzip',
    (response) => void response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync('{"zipped":true}')),
  )
  api.serve('/large', (response) => void response.end('x'.repeat(100_000)))
  api.serve('/reset', (response) => void response.destroy())
  api.serve(
    '/cut',
    (response) => void response.writeHead(200, { 'Content-Length': '100' }).write('half', () => response.destroy()),
  )
  // In Node axios drops the header on each redirect, in a browser it stays on the same origin.
  api.serve('/landed', (response, { method, body }) => answerJson(response, { method, body: body.toString() }), open)
  for (const status of [301, 302, 303, 307, 308]) {
    api.serve(
      `/redirect-${status}`,
      (response) => void response.writeHead(status, { Location: '/api/landed?a=1' }).end(),
    )
  }
  api.serve('/loop', (response) => void response.writeHead(302, { Location: '/api/loop' }).end(), open)
}

const CASES: readonly (readonly [string, AuthRequestConfig])[] = [
  ['200 with JSON', { url: '/json' }],
  ['params', { url: '/json', params: { a: [1, 2], b: 'ü' } }],
  ['POST', { url: '/json', method: 'post', data: { a: 1 } }],
  ['204', { url: '/nothing', method: 'delete' }],
  ['304, which is an error', { url: '/unchanged', headers: { 'If-None-Match': '"1"' } }],
  ['304, accepted', { url: '/unchanged', validateStatus: (status) => status === 304 }],
  ['HEAD', { url: '/json', method: 'head' }],
  ['HEAD of what is missing', { url: '/missing', method: 'head' }],
  ['OPTIONS', { url: '/json', method: 'options' }],
  ['403', { url: '/forbidden' }],
  ['404', { url: '/missing' }],
  ['500', { url: '/broken' }],
  ['500, accepted', { url: '/broken', validateStatus: () => true }],
  ['any status accepted', { url: '/missing', validateStatus: null }],
  ['200, not accepted', { url: '/json', validateStatus: (status) => status !== 200 }],
  ...[301, 302, 303, 307, 308].flatMap((status): [string, AuthRequestConfig][] => [
    [`a redirect with ${status}`, { url: `/redirect-${status}` }],
    [`a POST redirected with ${status}`, { url: `/redirect-${status}`, method: 'post', data: { a: 1 } }],
    [`a redirect with ${status} that is not followed`, { url: `/redirect-${status}`, maxRedirects: 0 }],
  ]),
  ['a redirect that loops', { url: '/loop' }],
  ['responseType arraybuffer', { url: '/text', responseType: 'arraybuffer' }],
  ['responseType text', { url: '/json', responseType: 'text' }],
  ['responseType json', { url: '/json', responseType: 'json' }],
  ['responseType json, cut short', { url: '/half', responseType: 'json', transitional: { silentJSONParsing: false } }],
  ['responseType stream', { url: '/text', responseType: 'stream' }],
  ['responseType stream, an error', { url: '/broken', responseType: 'stream' }],
  ['responseType blob', { url: '/text', responseType: 'blob' }],
  ['responseType arraybuffer, an error', { url: '/missing', responseType: 'arraybuffer' }],
  ['responseEncoding', { url: '/text', responseEncoding: 'latin1' }],
  ['half a JSON', { url: '/half' }],
  ['gzip', { url: '/gzip' }],
  ['gzip, left as it is', { url: '/gzip', decompress: false, responseType: 'arraybuffer' }],
  ['maxContentLength', { url: '/large', maxContentLength: 1000 }],
  ['maxBodyLength', { url: '/json', method: 'post', data: 'x'.repeat(2000), maxBodyLength: 1000 }],
  ['a reset', { url: '/reset' }],
  ['an answer that is cut', { url: '/cut' }],
  ['its own transformResponse', { url: '/json', transformResponse: [(data: string) => `<${data}>`] }],
  [
    'a transformResponse that throws',
    {
      url: '/json',
      transformResponse: () => {
        throw new Error('no')
      },
    },
  ],
  ['a timeout that is not met', { url: '/json', timeout: 10_000 }],
  ['a header that the caller sets', { url: '/json', headers: { 'X-Own': 'kept', Accept: 'text/html' } }],
  ['an unknown host', { url: 'http://unknown.invalid/x' }],
  ['an address that is none', { url: 'http://', baseURL: '' }],
]

const adapters = ['http', 'fetch'] as const
const cases = adapters.flatMap((adapter) => CASES.map(([name, config]) => [name, adapter, config] as const))

function plainFor({ api }: Started, token: string): AxiosInstance {
  return axios.create({ baseURL: `${api.url}/api`, headers: { Authorization: `Bearer ${token}` } })
}

async function ask(http: AuthHttp | AxiosInstance, config: AuthRequestConfig): Promise<Outcome> {
  return outcomeOf((http as AuthHttp).request(config))
}

describe('row 14: as plain axios', () => {
  it.each(cases)('%s (%s), with a token that is taken', async (_name, adapter, config) => {
    const started = await start({ signedInAs: 'ada' })
    serveAll(started.api)
    const given = { ...config, adapter }
    const ours = await shapeOf(await ask(started.auth.http, given))
    const plain = plainFor(started, await started.auth.getAccessToken())
    expect(ours).toEqual(await shapeOf(await ask(plain, given)))
  })

  it.each(cases)('%s (%s), after a replay', async (_name, adapter, config) => {
    const started = await start({ signedInAs: 'ada' })
    serveAll(started.api)
    await started.api.control.expireAccessTokens()
    const given = { ...config, adapter }
    const ours = await shapeOf(await ask(started.auth.http, given))
    // Some of them never meet the API.
    if (started.refreshes() === 0) await started.auth.http.get('/json')
    const plain = plainFor(started, await started.auth.getAccessToken())
    expect(ours).toEqual(await shapeOf(await ask(plain, given)))
  })

  it.each(adapters)('a timeout that is met (%s)', async (adapter) => {
    const started = await start({ signedInAs: 'ada' })
    const { auth, api } = started
    const held = api.hold('/held')
    const given = { url: '/held', timeout: 40, adapter }
    const plain = plainFor(started, await auth.getAccessToken())
    const [ours, theirs] = await Promise.all([ask(auth.http, given), ask(plain, given)])
    held.release()
    expect(await shapeOf(ours)).toEqual(await shapeOf(theirs))
  })

  it('the config of an answer bears no token, and asked again by plain axios it still is the engine that sends it', async () => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    const { config } = await auth.http.get('/things')
    expect(config.headers.has('Authorization')).toBe(false)
    expect((await axios.request(config)).status).toBe(200)
    await auth.signOut()
    expect(await failureOf(axios.request(config))).toMatchObject({ name: 'SessionEndedError' })
    expect(api.counts('/things')).toBe(2)
  })

  it.each(['/json', '/missing', '/odd'])(
    'the config of an answer is the object that interceptors had: %s',
    async (url) => {
      const started = await start({ signedInAs: 'ada' })
      serveAll(started.api)
      started.api.serve('/odd', (response) => refuse(response), { open: true })
      const isSame: boolean[] = []
      for (const instance of [plainFor(started, await started.auth.getAccessToken()), started.auth.http]) {
        const had = new WeakSet<object>()
        instance.interceptors.request.use((config) => {
          had.add(config)
          return config
        })
        const outcome = await ask(instance, { url })
        const { config } = 'response' in outcome ? outcome.response : (outcome.error as { config: object })
        isSame.push(had.has(config))
      }
      expect(isSame).toEqual([true, true])
    },
  )

  it.each(adapters)('the headers of the config name what axios added to the caller’s (%s)', async (adapter) => {
    const started = await start({ signedInAs: 'ada' })
    serveAll(started.api)
    const given: AuthRequestConfig = { url: '/json', method: 'post', data: { a: 1 }, adapter }
    const headersOf = (outcome: Outcome) => {
      if (!('response' in outcome)) throw outcome.error
      const { Authorization: _token, ...others } = outcome.response.config.headers.toJSON()
      return others
    }
    const plain = await ask(plainFor(started, await started.auth.getAccessToken()), given)
    expect(headersOf(await ask(started.auth.http, given))).toEqual(headersOf(plain))
  })
})

describe('row 14: validateStatus that accepts 401', () => {
  const accepts = { validateStatus: (status: number) => status < 500 }

  it.each(adapters)('is renewed and replayed all the same (%s)', async (adapter) => {
    const { auth, api, refreshes } = await start({ signedInAs: 'ada' })
    await api.control.expireAccessTokens()
    const answer = await auth.http.get('/things', { ...accepts, adapter })
    expect([answer.status, api.counts('/things'), refreshes()]).toEqual([200, 2, 1])
  })

  it.each(adapters)('gets the second 401 as an answer (%s)', async (adapter) => {
    const { auth, api, refreshes } = await start({ signedInAs: 'ada' })
    api.serve('/odd', (response) => refuse(response), { open: true })
    const answer = await auth.http.get('/odd', { ...accepts, adapter })
    expect([answer.status, api.counts('/odd'), refreshes()]).toEqual([401, 2, 1])
    expect(answer.data).toMatchObject({ code: 'invalid_token' })
  })

  it.each(['arraybuffer', 'stream', 'json', 'text'] as const)('whatever its responseType: %s', async (responseType) => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    await api.control.expireAccessTokens()
    const answer = await auth.http.get('/things', { ...accepts, responseType })
    expect([answer.status, api.counts('/things')]).toEqual([200, 2])
    await contentOf(answer.data)
  })
})

describe('row 14: interceptors and transforms of the app', () => {
  interface Saw {
    readonly requests: unknown[]
    readonly responses: unknown[]
  }

  function watch(instance: Pick<AxiosInstance, 'interceptors'>, name: string, saw: Saw): void {
    instance.interceptors.request.use((config) => {
      saw.requests.push([
        name,
        { ...configOf(config), adapter: nameOf(config.adapter) },
        config.headers.has('Authorization'),
      ])
      return config
    })
    instance.interceptors.response.use(
      (response) => {
        saw.responses.push([name, response.status, response.data, namesOf(response)])
        return response
      },
      (error: unknown) => {
        const { response, message } = error as { response?: AxiosResponse<unknown>; message: string }
        saw.responses.push([name, message, response?.status, response?.data])
        throw error
      },
    )
  }

  async function sawOf(started: Started, url: string, isOurs: boolean): Promise<Saw> {
    const saw: Saw = { requests: [], responses: [] }
    const instance = axios.create({ baseURL: `${started.api.url}/api` })
    watch(instance, 'before', saw)
    if (isOurs) started.auth.attach(instance)
    else {
      const token = await started.auth.getAccessToken()
      const adapter = axios.getAdapter('http')
      instance.interceptors.request.use((config) => {
        config.adapter = (sent) => {
          sent.headers.set('Authorization', `Bearer ${token}`)
          return adapter(sent)
        }
        return config
      })
    }
    watch(instance, 'after', saw)
    await outcomeOf(instance.post(url, { a: 1 }))
    return saw
  }

  it.each(['/json', '/missing'])(
    'before ours and after ours see what plain axios shows them, once: %s',
    async (url) => {
      const started = await start({ signedInAs: 'ada' })
      serveAll(started.api)
      const { requests, responses } = await sawOf(started, url, true)
      const plain = await sawOf(started, url, false)
      expect(requests).toHaveLength(2)
      expect(responses).toEqual(plain.responses)
      expect(requests).toEqual(plain.requests)
    },
  )

  it.each(['/json', '/missing'])('run once for a request that is replayed: %s', async (url) => {
    const started = await start({ signedInAs: 'ada' })
    serveAll(started.api)
    await started.api.control.expireAccessTokens()
    const { requests, responses } = await sawOf(started, url, true)
    expect(started.api.counts(url)).toBe(2)
    const plain = await sawOf(started, url, false)
    expect(requests).toHaveLength(2)
    expect(responses).toEqual(plain.responses)
  })

  it('transformResponse runs once, on the answer that counts', async () => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    await api.control.expireAccessTokens()
    const saw: unknown[] = []
    const transformResponse = (data: string, _headers: unknown, status?: number) => {
      saw.push(status)
      return data.length
    }
    const answer = await auth.http.get<number>('/things', { transformResponse })
    expect(saw).toEqual([200])
    expect(answer.data).toBeGreaterThan(0)
  })

  it('an interceptor of the app that sets Authorization has the last word', async () => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    auth.http.interceptors.request.use((config) => {
      config.headers.set('Authorization', 'Bearer of-my-own')
      return config
    })
    await failureOf(auth.http.get('/things'))
    expect(api.to('/things').map(({ headers }) => headers.authorization)).toEqual(['Bearer of-my-own'])
  })

  it('one that throws is heard by the caller, and nothing is sent', async () => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    const error = new Error('not today')
    auth.http.interceptors.request.use(() => {
      throw error
    })
    expect(await failureOf(auth.http.get('/things'))).toBe(error)
    expect(api.counts('/things')).toBe(0)
  })
})

describe('row 14: no token is left in what the caller gets', () => {
  /** Every secret that ever went over the wire in this test. */
  function secretsOf({ api, network }: Started, passwords: readonly string[]): string[] {
    const tokens = api.seen.flatMap(({ headers: { authorization, cookie } }) => [
      authorization?.replace('Bearer ', ''),
      ...(cookie ?? '').split('; ').map((pair) => pair.split('=')[1]),
    ])
    return [...tokens, network.cookies.get('refresh_token'), ...passwords].filter(
      (each) => each !== undefined && each !== '',
    ) as string[]
  }

  function textsOf(thing: unknown): string[] {
    const texts = [inspect(thing, { depth: 12, showHidden: false }), String(thing)]
    try {
      texts.push(JSON.stringify(thing))
    } catch {
      // A stream or a signal in it, with or without us.
    }
    return texts
  }

  function expectClean(thing: unknown, started: Started): void {
    const secrets = secretsOf(started, ['correct-horse'])
    expect(secrets.length).toBeGreaterThan(0)
    for (const text of textsOf(thing)) {
      const found = secrets.filter((secret) => text.includes(secret))
      expect(found, text.slice(Math.max(text.indexOf(found[0] ?? '') - 300, 0)).slice(0, 600)).toEqual([])
    }
  }

  const ODD: readonly (readonly [string, AuthRequestConfig])[] = [
    ['a 401 that stays', { url: '/odd' }],
    ['a 401 that stays, as a stream', { url: '/odd', responseType: 'stream' }],
    ['`replay: false`', { url: '/odd', replay: false }],
  ]
  /** The message of Node that is such an answer knows the request it answers. */
  const isMessageOfNode = (adapter: string, { responseType }: AuthRequestConfig) =>
    adapter === 'http' && responseType === 'stream'
  const all = adapters
    .flatMap((adapter) => [...CASES, ...ODD].map(([name, config]) => [name, adapter, config] as const))
    .filter(([, adapter, config]) => !isMessageOfNode(adapter, config))

  it.each(all)('%s (%s)', async (_name, adapter, config) => {
    const started = await start({ signedInAs: 'ada' })
    serveAll(started.api)
    started.api.serve('/odd', (response) => refuse(response), { open: true })
    const outcome = await ask(started.auth.http, { ...config, adapter })
    await started.auth.http.get('/json')
    expectClean('response' in outcome ? outcome.response : outcome.error, started)
  })

  it('a body that can’t be sent twice', async () => {
    const started = await start({ signedInAs: 'ada' })
    await started.api.control.expireAccessTokens()
    const data = new Blob(['x']).stream()
    expectClean(await failureOf(started.auth.http.post('/things', data, { adapter: 'fetch' })), started)
  })

  it.each(adapters)('a request that is aborted on its way (%s)', async (adapter) => {
    const started = await start({ signedInAs: 'ada' })
    const held = started.api.hold('/held')
    const controller = new AbortController()
    const failure = failureOf(started.auth.http.get('/held', { adapter, signal: controller.signal }))
    await held.arrived
    controller.abort()
    expectClean(await failure, started)
    held.release()
  })

  it.each(adapters)('a request that times out on its way (%s)', async (adapter) => {
    const started = await start({ signedInAs: 'ada' })
    const held = started.api.hold('/held')
    const failure = failureOf(started.auth.http.get('/held', { adapter, timeout: 30 }))
    expectClean(await failure, started)
    held.release()
  })

  it('the end of a session, with all that caused it', async () => {
    const started = await start({ signedInAs: 'ada' })
    await started.api.control.revokeSessions()
    const error = await failureOf(started.auth.http.get('/things'))
    expect(error).toMatchObject({ name: 'SessionEndedError', cause: {} })
    expectClean(error, started)
  })

  it('a refresh that is put off', async () => {
    const started = await start({ signedInAs: 'ada' })
    started.clock.sleep(61_000)
    started.api.control.fail({ path: '/auth/refresh', status: 503 })
    expectClean(await failureOf(started.auth.http.get('/things')), started)
  })

  it.each([
    ['the wrong password', { status: 401 }],
    ['a server in trouble', { status: 503 }],
    ['a reset', { kind: 'reset' }],
    ['HTML', { kind: 'html' }],
  ] as const)('a sign-in that fails: %s', async (_name, fault) => {
    const started = await start({ signedInAs: 'ada' })
    await started.auth.http.get('/things')
    started.api.control.fail({ ...fault, path: '/auth/login' })
    expectClean(await failureOf(started.signIn('grace')), started)
  })

  it('the store, and all events', async () => {
    const started = await start({ signedInAs: 'ada' })
    const states: unknown[] = []
    started.auth.store.subscribe((state) => states.push(state))
    await started.api.control.expireAccessTokens()
    await started.auth.http.get('/things?secret=query', { params: { other: 'secret=query' } })
    await failureOf(started.auth.http.get('https://unknown.invalid/x?secret=query'))
    started.clock.sleep(61_000)
    started.api.control.fail({ path: '/auth/refresh', status: 503 })
    await failureOf(started.auth.http.get('/things'))
    await started.auth.signOut()
    expect(states.length).toBeGreaterThan(1)
    expectClean(states, started)
    expectClean(started.events, started)
    expect(JSON.stringify(started.events)).not.toContain('secret=query')
    expect(new Set(started.events.map(({ type }) => type))).toEqual(
      new Set([
        'session-began',
        'refused',
        'renewed',
        'replayed',
        'token-withheld',
        'deferred',
        'session-ended',
        'logout-told',
      ]),
    )
  })
})
