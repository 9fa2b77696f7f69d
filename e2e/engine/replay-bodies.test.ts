import { Readable } from 'node:stream'
import axios, { type AxiosProgressEvent, type AxiosRequestTransformer } from 'axios'
import { describe, expect, it } from 'vitest'
import { type AuthRequestConfig, ReplayRefusedError } from '../../src/auth'
import { failureOf, type Seen, start } from './support'

const BYTES = Uint8Array.from({ length: 70_000 }, (_, n) => (n * 31) % 256)
const bytes = (length = BYTES.length) => BYTES.slice(0, length)

function form(): FormData {
  const data = new FormData()
  data.append('title', 'Ünïcode – and "quotes"')
  data.append('title', 'a second of the same name')
  data.append('photo', new File([bytes()], 'phöto.png', { type: 'image/png' }))
  data.append('empty', new File([], 'empty.txt', { type: 'text/plain' }))
  data.append('blob', new Blob(['{"a":1}'], { type: 'application/json' }))
  return data
}

/** Each made anew for each request, as a caller would. */
const BODIES: readonly (readonly [string, () => unknown, AuthRequestConfig?])[] = [
  ['JSON, an object', () => ({ text: 'Ünïcode  ', nested: [1, { two: null }], '': '' })],
  ['JSON, an array', () => [1, 'two', null]],
  ['JSON, a string with that content type', () => '{"a": 1}', { headers: { 'Content-Type': 'application/json' } }],
  ['a string', () => 'line\r\nline ü', { headers: { 'Content-Type': 'text/plain' } }],
  ['an empty string', () => ''],
  ['nothing', () => undefined],
  ['null', () => null],
  [
    'URLSearchParams',
    () =>
      new URLSearchParams([
        ['q', 'a b&c=ü'],
        ['q', '2'],
      ]),
  ],
  ['ArrayBuffer', () => bytes().buffer],
  ['a typed array', () => new Uint16Array(bytes().buffer)],
  ['a Buffer', () => Buffer.from(bytes())],
  ['a view of a larger buffer', () => bytes().subarray(1000, 2000)],
  [
    'an object as urlencoded',
    () => ({ a: [1, 2], b: { c: 'ü' } }),
    { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
  ],
  ['a Blob', () => new Blob([bytes()], { type: 'application/octet-stream' })],
  ['a File', () => new File([bytes()], 'a.bin', { type: 'application/pdf' })],
  ['FormData with files', form],
  [
    'an object as multipart',
    () => ({ a: 1, file: new File(['x'], 'x.txt') }),
    // In Node axios would take the `form-data` package, whose forms are streams.
    { headers: { 'Content-Type': 'multipart/form-data' }, env: { FormData } },
  ],
]

interface Part {
  readonly headers: string
  readonly body: string
}

/** Part by part: the boundary is drawn anew each time. */
function partsOf({ body }: Seen): readonly Part[] | string {
  // From the body, since with its fetch adapter in Node axios names another type in the header, with or without us.
  const boundary = /^--(\S+)\r\n/.exec(body.toString('latin1'))?.[1]
  if (boundary === undefined) return body.toString('base64')
  const parts = body.toString('latin1').split(`--${boundary}`)
  expect(parts.at(-1)?.trim()).toBe('--')
  return parts.slice(1, -1).map((part) => {
    const at = part.indexOf('\r\n\r\n')
    return { headers: part.slice(2, at), body: Buffer.from(part.slice(at + 4, -2), 'latin1').toString('base64') }
  })
}

/** All that is the same in two sendings of one request. */
function wire(seen: Seen | undefined) {
  if (seen === undefined) throw new Error('It was never sent.')
  const { method, url } = seen
  const headers: Record<string, unknown> = { ...seen.headers }
  const { authorization: _token, ...others } = headers
  const contentType = String(headers['content-type']).replace(/boundary=.*/, 'boundary')
  const body = partsOf(seen)
  const length = typeof body === 'string' ? headers['content-length'] : null
  return { method, url, headers: { ...others, 'content-type': contentType, 'content-length': length }, body }
}

const cases = (['http', 'fetch'] as const).flatMap((adapter) =>
  BODIES.map(([name, body, config = {}]) => [name, adapter, body, { ...config, adapter }] as const),
)

describe('row 9: what is replayed', () => {
  it.each(cases)('%s (%s) is what was sent, and what plain axios sends', async (_name, _adapter, body, config) => {
    const { auth, api, refreshes } = await start({ signedInAs: 'ada' })
    api.serve('/plain', (response) => void response.end(), { open: true })
    await axios.request({
      ...(config as object),
      method: 'post',
      baseURL: `${api.url}/api`,
      url: '/plain',
      data: body(),
    })
    await api.control.expireAccessTokens()
    const answer = await auth.http.request({ ...config, method: 'post', url: '/things', data: body() })
    expect(answer.status).toBe(200)
    expect(refreshes()).toBe(1)

    const [first, second, ...more] = api.to('/things')
    expect(more).toEqual([])
    expect(wire(second)).toEqual(wire(first))
    expect({ ...wire(first), url: '/api/plain' }).toEqual(wire(api.to('/plain')[0]))
    expect(first?.headers.authorization).not.toBe(second?.headers.authorization)
    expect([first?.welcome, second?.welcome]).toEqual([false, true])
  })

  it.each(['get', 'delete', 'put', 'patch', 'head', 'options', 'propfind'])('the method %s', async (method) => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    await api.control.expireAccessTokens()
    await auth.http.request({ method, url: '/things' })
    const [first, second, ...more] = api.to('/things')
    expect(more).toEqual([])
    expect(second?.method).toBe(method.toUpperCase())
    expect(wire(second)).toEqual(wire(first))
  })

  it('params, serialised by the request’s own serializer, and headers of the caller', async () => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    await api.control.expireAccessTokens()
    let serialised = 0
    await auth.http.get('/things?fixed=1', {
      params: { ids: [1, 2], text: 'a b&ü', at: new Date(0) },
      paramsSerializer: { serialize: (params) => `n=${++serialised}&${String((params as { ids: number[] }).ids)}` },
      headers: { 'X-Custom': 'kept', 'If-Match': '"1"' },
    })
    const [first, second] = api.to('/things')
    expect(first?.url).toMatch(/^\/api\/things\?fixed=1&n=\d&1,2$/)
    expect(second?.headers).toMatchObject({ 'x-custom': 'kept', 'if-match': '"1"' })
    expect(wire(second).headers).toEqual(wire(first).headers)
  })

  it('params as axios itself serialises them', async () => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    await api.control.expireAccessTokens()
    await auth.http.get('/things', { params: { ids: [1, 2], text: 'a b&ü', at: new Date(0), none: null } })
    const [first, second] = api.to('/things')
    expect(first?.url).toBe('/api/things?ids%5B%5D=1&ids%5B%5D=2&text=a+b%26%C3%BC&at=1970-01-01T00:00:00.000Z')
    expect(second?.url).toBe(first?.url)
  })

  it('what a custom transformRequest made, which runs once', async () => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    await api.control.expireAccessTokens()
    let runs = 0
    const sign: AxiosRequestTransformer = (data, headers) => {
      headers.set('X-Nonce', String(++runs))
      headers.setContentType('application/vnd.custom')
      return `${JSON.stringify(data)} signed ${runs}`
    }
    await auth.http.post('/things', { a: 1 }, { transformRequest: [sign] })
    const sendings = api
      .to('/things')
      .map(({ headers, body }) => [body.toString(), headers['x-nonce'], headers['content-type']])
    expect(runs).toBe(1)
    expect(sendings).toEqual(Array(2).fill(['{"a":1} signed 1', '1', 'application/vnd.custom']))
  })

  it('what the user’s request interceptors made, which run once', async () => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    let runs = 0
    auth.http.interceptors.request.use(async (config) => {
      await Promise.resolve()
      config.headers.set('X-Request-Id', String(++runs))
      return config
    })
    await api.control.expireAccessTokens()
    await auth.http.post('/things', { a: 1 })
    expect(api.to('/things').map(({ headers }) => headers['x-request-id'])).toEqual(['1', '1'])
  })

  const CHANGES: readonly (readonly [string, () => { data: unknown; change: () => void }])[] = [
    [
      'an object',
      () => {
        const data = { n: 1 }
        return { data, change: () => void (data.n = 2) }
      },
    ],
    [
      'FormData',
      () => {
        const data = form()
        return { data, change: () => data.set('title', 'changed') }
      },
    ],
    [
      'an ArrayBuffer',
      () => {
        const data = bytes(100)
        return { data: data.buffer, change: () => data.fill(0) }
      },
    ],
    [
      'a typed array',
      () => {
        const data = bytes(100)
        return { data, change: () => data.fill(0) }
      },
    ],
    [
      'a Buffer',
      () => {
        const data = Buffer.from(bytes(100))
        return { data, change: () => data.fill(0) }
      },
    ],
    [
      'URLSearchParams',
      () => {
        const data = new URLSearchParams({ a: '1' })
        return { data, change: () => data.set('a', '2') }
      },
    ],
  ]

  it.each(CHANGES)('%s that the caller goes on to change is replayed as it was', async (_name, make) => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    await api.control.expireAccessTokens()
    const held = api.hold('/auth/refresh')
    const { data, change } = make()
    const answer = auth.http.post('/things', data)
    await held.arrived
    change()
    held.release()
    await answer
    const [first, second] = api.to('/things')
    expect(wire(second)).toEqual(wire(first))
  })

  it.each(CHANGES)('%s that the caller changes while it waits for a token goes out as it was', async (_name, make) => {
    const { auth, api, clock } = await start({ signedInAs: 'ada' })
    await auth.http.post('/things', make().data)
    clock.sleep(61_000)
    const held = api.hold('/auth/refresh')
    const { data, change } = make()
    const answer = auth.http.post('/things', data)
    await held.arrived
    change()
    held.release()
    await answer
    const [as, sent] = api.to('/things')
    expect(wire(sent)).toEqual(wire(as))
  })

  it.each(['http', 'fetch'] as const)(
    'upload progress is told of both sendings, up to the end (%s)',
    async (adapter) => {
      const { auth, api } = await start({ signedInAs: 'ada' })
      const told: AxiosProgressEvent[] = []
      await api.control.expireAccessTokens()
      await auth.http.post('/things', Buffer.from(bytes()), { adapter, onUploadProgress: (event) => told.push(event) })
      expect(told.length).toBeGreaterThanOrEqual(2)
      expect(told.at(-1)).toMatchObject({ loaded: BYTES.length, total: BYTES.length })
      const [first, second] = api.to('/things')
      expect(wire(second)).toEqual(wire(first))
      expect(second?.body.equals(BYTES)).toBe(true)
    },
  )
})

const webStream = () => new Blob([bytes()]).stream()
const nodeStream = () => Readable.from([Buffer.from(bytes(1000)), Buffer.from(bytes(500))])

describe('row 9: a body that can be sent only once', () => {
  it.each([
    ['a stream of Node (http)', nodeStream, 'http'],
    ['a web stream (fetch)', webStream, 'fetch'],
  ] as const)('%s goes out with a token that is taken', async (_name, body, adapter) => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    expect((await auth.http.post('/things', body(), { adapter })).status).toBe(200)
    expect(api.to('/things')[0]?.body.length).toBeGreaterThan(1000)
  })

  it.each([
    ['a stream of Node (http)', nodeStream, 'http'],
    ['a web stream (fetch)', webStream, 'fetch'],
  ] as const)('%s waits for a token that is known to be over, and is sent once', async (_name, body, adapter) => {
    const { auth, api, clock, refreshes } = await start({ signedInAs: 'ada' })
    clock.sleep(61_000)
    expect((await auth.http.post('/things', body(), { adapter })).status).toBe(200)
    expect([api.counts('/things'), refreshes()]).toEqual([1, 1])
  })

  it.each([
    ['a stream of Node (http)', nodeStream, 'http'],
    ['a web stream (fetch)', webStream, 'fetch'],
  ] as const)('%s is refused after a 401; the session is renewed for the next', async (_name, body, adapter) => {
    const { auth, api, refreshes } = await start({ signedInAs: 'ada' })
    await api.control.expireAccessTokens()
    const error = await failureOf(auth.http.post('/things', body(), { adapter }))
    expect(error).toBeInstanceOf(ReplayRefusedError)
    expect(error).toMatchObject({ cause: { response: { status: 401 } } })
    expect([api.counts('/things'), refreshes()]).toEqual([1, 1])
    expect((await auth.http.post('/things', body(), { adapter })).status).toBe(200)
    expect([api.counts('/things'), refreshes()]).toEqual([2, 1])
  })

  it('with `replay: false` gets its 401 as it is', async () => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    await api.control.expireAccessTokens()
    const error = await failureOf(auth.http.post('/things', nodeStream(), { replay: false }))
    expect(error).toMatchObject({ response: { status: 401 } })
    expect(api.counts('/things')).toBe(1)
  })
})
