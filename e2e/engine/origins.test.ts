import axios, { type AxiosAdapter, type InternalAxiosRequestConfig } from 'axios'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type AuthRequestConfig, createAuthClient } from '../../src/auth'
import { type LoopbackApi, start, startApi, type StartOptions } from './support'

/** A server that is not named, on the same host. */
async function startStranger(): Promise<LoopbackApi> {
  const stranger = await startApi()
  onTestFinished(() => stranger.close())
  return stranger
}

const bearers = (server: LoopbackApi) =>
  server.seen.map(({ headers }) => headers.authorization).filter((value) => value?.startsWith('Bearer '))

/** What came of it is not the question here; a stranger refuses, and some addresses can't be reached at all. */
async function attempt(work: Promise<unknown>): Promise<void> {
  await Promise.allSettled([work])
}

async function startBoth(options: StartOptions = {}) {
  const stranger = await startStranger()
  const started = await start({ signedInAs: 'ada', ...options })
  return { ...started, stranger, own: started.api.url, foreign: stranger.url, foreignHost: new URL(stranger.url).host }
}

interface Addresses {
  readonly own: string
  readonly foreign: string
  readonly foreignHost: string
}

type Case = readonly [string, (to: Addresses) => AuthRequestConfig]

const adapters = ['http', 'fetch'] as const
const through = (cases: readonly Case[]) =>
  adapters.flatMap((adapter) => cases.map(([name, config]) => [name, adapter, config] as const))

/** Reach the stranger. */
const FOREIGN: readonly Case[] = [
  ['an absolute URL', ({ foreign }) => ({ url: `${foreign}/things` })],
  ['an absolute URL with the API’s path', ({ foreign }) => ({ url: `${foreign}/api/things` })],
  ['an absolute URL in upper case', ({ foreign }) => ({ url: `${foreign.toUpperCase()}/things` })],
  ['a baseURL of its own', ({ foreign }) => ({ baseURL: foreign, url: '/things' })],
  ['a baseURL of its own, with the API’s path', ({ foreign }) => ({ baseURL: `${foreign}/api`, url: 'things' })],
  ['a baseURL of its own and no url', ({ foreign }) => ({ baseURL: `${foreign}/things` })],
  ['no baseURL', ({ foreign }) => ({ baseURL: '', url: `${foreign}/things` })],
  [
    'a line break in the scheme',
    ({ foreign }) => ({ baseURL: '', url: foreign.replace('http', 'ht\ntp') + '/things' }),
  ],
  ['a tab in the host', ({ foreign }) => ({ baseURL: '', url: foreign.replace('127', '12\t7') + '/things' })],
  ['a space before it', ({ foreign }) => ({ baseURL: '', url: ` ${foreign}/things` })],
  ['the own address as user-info', ({ own, foreignHost }) => ({ url: `${own}@${foreignHost}/things` })],
  [
    'the own host and port as user-info',
    ({ own, foreignHost }) => ({ url: `${own.replace('://', '://user:')}@${foreignHost}/things` }),
  ],
  [
    'the own host as user of a baseURL',
    ({ own, foreignHost }) => ({ baseURL: `${own}@${foreignHost}`, url: '/things' }),
  ],
  ['the host as a number', ({ foreign }) => ({ url: foreign.replace('127.0.0.1', '2130706433') + '/things' })],
]

describe('row 13: a stranger gets the request, and no token', () => {
  it.each(through(FOREIGN))('%s (%s)', async (_name, adapter, config) => {
    const { auth, stranger, events, ...to } = await startBoth()
    await attempt(auth.http.request({ ...config(to), adapter }))
    expect(bearers(stranger)).toEqual([])
    expect(events).toContainEqual(expect.objectContaining({ type: 'token-withheld' }))
  })

  it('really gets the plain ones of them', async () => {
    const { auth, stranger, foreign, events } = await startBoth()
    await attempt(auth.http.get(`${foreign}/things`))
    await attempt(auth.http.get('/things', { baseURL: foreign }))
    expect(stranger.counts('/things')).toBe(2)
    expect(events.filter(({ type }) => type === 'token-withheld')).toEqual([
      expect.objectContaining({ origin: foreign }),
      expect.objectContaining({ origin: foreign }),
    ])
  })

  it('its 401 is nobody’s business: no refresh, no replay', async () => {
    const { auth, stranger, foreign, refreshes } = await startBoth()
    await expect(auth.http.get(`${foreign}/things`)).rejects.toMatchObject({ response: { status: 401 } })
    expect([stranger.counts('/things'), refreshes()]).toEqual([1, 0])
  })

  it('an interceptor that points the request elsewhere, before ours or after', async () => {
    const { auth, stranger, foreign } = await startBoth()
    const elsewhere = (config: InternalAxiosRequestConfig) => ({ ...config, baseURL: foreign, url: '/things' })
    auth.http.interceptors.request.use(elsewhere)
    await attempt(auth.http.get('/own'))
    const instance = axios.create()
    instance.interceptors.request.use(elsewhere)
    await attempt(auth.attach(instance).get('/own'))
    expect(stranger.counts('/things')).toBe(2)
    expect(bearers(stranger)).toEqual([])
  })

  it('an attached instance whose baseURL is a stranger’s', async () => {
    const { auth, stranger, foreign } = await startBoth()
    await attempt(auth.attach(axios.create({ baseURL: foreign })).get('/things'))
    expect(stranger.counts('/things')).toBe(1)
    expect(bearers(stranger)).toEqual([])
  })

  it.each(adapters.flatMap((adapter) => [301, 302, 303, 307, 308].map((status) => [adapter, status] as const)))(
    'a redirect to it does not take the token along (%s, %i)',
    async (adapter, status) => {
      const { auth, api, stranger, foreign } = await startBoth()
      stranger.serve('/landed', (response) => void response.end('there'), { open: true })
      api.serve('/away', (response) => void response.writeHead(status, { Location: `${foreign}/landed` }).end())
      await auth.http.get('/away', { adapter })
      expect(api.to('/away')[0]?.welcome).toBe(true)
      expect(stranger.counts('/landed')).toBe(1)
      expect(bearers(stranger)).toEqual([])
    },
  )
})

/** Stay on the origin that is named. */
const OWN: readonly Case[] = [
  ['a path', () => ({ url: '/things' })],
  ['a relative path', () => ({ url: 'things?next=https://evil.example' })],
  ['an absolute URL', ({ own }) => ({ url: `${own}/api/things` })],
  ['an absolute URL in upper case', ({ own }) => ({ url: `${own.toUpperCase()}/api/things` })],
  ['an absolute URL outside the API’s path', ({ own }) => ({ url: `${own}/other` })],
  ['a path that climbs', () => ({ url: '/../other' })],
  ['a path that climbs out of the API', () => ({ url: '/x/../../other' })],
  ['encoded dots', () => ({ url: '/%2e%2e/other' })],
  ['a stranger’s name in the path', ({ foreignHost }) => ({ url: `/@${foreignHost}/things` })],
  ['an absolute URL that is not to be one', ({ foreign }) => ({ url: `${foreign}/things`, allowAbsoluteUrls: false })],
  ['backslashes that the base takes in', ({ foreignHost }) => ({ url: `\\\\${foreignHost}\\things` })],
  ['a slash and a backslash', ({ foreignHost }) => ({ url: `/\\${foreignHost}/things` })],
  ['a baseURL of its own on the same origin', ({ own }) => ({ baseURL: `${own}/other`, url: '/things' })],
]

describe('row 13: the named origin', () => {
  it.each(through(OWN))('gets the token, and nobody else anything: %s (%s)', async (_name, adapter, config) => {
    const { auth, api, stranger, ...to } = await startBoth()
    await attempt(auth.http.request({ ...config(to), adapter }))
    expect(stranger.seen).toEqual([])
    expect(api.seen.at(-1)?.headers.authorization).toBe(`Bearer ${await auth.getAccessToken()}`)
  })

  it('host names are the same in any case', async () => {
    const { api } = await start()
    const { port } = new URL(api.url)
    const client = createAuthClient({ baseURL: `http://localhost:${port}/api` })
    onTestFinished(() => client.dispose())
    await client.signIn({ username: 'ada', password: 'correct-horse' })
    await client.http.get(`http://LOCALHOST:${port}/api/things`)
    expect(api.to('/things')[0]?.welcome).toBe(true)
    await attempt(client.http.get(`http://127.0.0.1:${port}/api/other`))
    expect(api.to('/other')[0]?.headers.authorization).toBeUndefined()
  })

  it('trustedOrigins name more, and those only', async () => {
    const named = await startStranger()
    const { auth, stranger, foreign } = await startBoth({ trustedOrigins: [named.url] })
    named.serve('/things', (response) => void response.end(), { open: true })
    await auth.http.get(`${named.url}/things`)
    await auth.http.get('/things', { baseURL: named.url })
    await attempt(auth.http.get(`${foreign}/things`))
    expect(bearers(named)).toEqual(Array(2).fill(`Bearer ${await auth.getAccessToken()}`))
    expect(stranger.counts('/things')).toBe(1)
    expect(bearers(stranger)).toEqual([])
  })

  it.each(['*', 'api.example.com', 'ftp://api.example.com', 'https://user@api.example.com', '', '//api.example.com'])(
    'trustedOrigins can’t be %j',
    (name) => {
      expect(() => createAuthClient({ baseURL: 'https://app.example/api', trustedOrigins: [name] })).toThrow(TypeError)
    },
  )
})

describe('row 13: addresses that are resolved against a page', () => {
  /** Node resolves no relative address; this adapter does it as a page does. */
  function pageAdapter(page: () => string): AxiosAdapter {
    const fetchAdapter = axios.getAdapter('fetch')
    return (config) => {
      const url = new URL(axios.getUri(config), page()).href
      const { baseURL: _baseURL, ...rest } = config
      return fetchAdapter({ ...rest, url, params: undefined } as InternalAxiosRequestConfig)
    }
  }

  const RELATIVE: readonly Case[] = [
    ['protocol-relative', ({ foreignHost }) => ({ url: `//${foreignHost}/things` })],
    ['protocol-relative, without a base', ({ foreignHost }) => ({ baseURL: '', url: `//${foreignHost}/things` })],
    ['a protocol-relative baseURL', ({ foreignHost }) => ({ baseURL: `//${foreignHost}`, url: '/things' })],
    ['two backslashes', ({ foreignHost }) => ({ baseURL: '', url: `\\\\${foreignHost}\\things` })],
    ['a slash and a backslash', ({ foreignHost }) => ({ baseURL: '', url: `/\\${foreignHost}/things` })],
    ['a backslash and a slash', ({ foreignHost }) => ({ baseURL: '', url: `\\/${foreignHost}/things` })],
    ['a baseURL of backslashes', ({ foreignHost }) => ({ baseURL: `/\\${foreignHost}`, url: '/things' })],
    ['a tab between slashes', ({ foreignHost }) => ({ baseURL: '', url: `/\t/${foreignHost}/things` })],
    ['a line break in a baseURL', ({ foreignHost }) => ({ baseURL: `/\n/${foreignHost}`, url: 'things' })],
    ['three slashes', ({ foreignHost }) => ({ baseURL: '', url: `///${foreignHost}/things` })],
    ['user-info', ({ foreignHost }) => ({ baseURL: '', url: `//own.example@${foreignHost}/things` })],
  ]

  it.each(RELATIVE)('%s', async (_name, config) => {
    const stranger = await startStranger()
    const { api } = await start()
    const page = createAuthClient({
      baseURL: '/api',
      page: { baseURI: () => `${api.url}/app/`, watch: () => () => undefined, isSeen: () => true },
      http: { adapter: pageAdapter(() => `${api.url}/app/`) },
    })
    onTestFinished(() => page.dispose())
    await page.signIn({ username: 'ada', password: 'correct-horse' })
    await page.http.get('/own')
    expect(api.to('/own')[0]?.welcome).toBe(true)

    const to = { own: api.url, foreign: stranger.url, foreignHost: new URL(stranger.url).host }
    await attempt(page.http.request(config(to)))
    expect(stranger.counts('/things')).toBe(1)
    expect(bearers(stranger)).toEqual([])
  })

  it.each([
    'data:text/plain,hello',
    'blob:https://own.example/x',
    'file:///etc/hostname',
    'http://',
    'http://[',
    'javascript:0',
  ])('what is not http, or can’t be resolved, fails closed: %s', async (url) => {
    const { auth, events } = await start({ signedInAs: 'ada' })
    let sent: string | null = null
    const adapter: AxiosAdapter = (config) => {
      sent = String(config.headers.get('Authorization'))
      return Promise.resolve({ data: null, status: 200, statusText: '', headers: {}, config })
    }
    await auth.http.get(url, { baseURL: '', adapter })
    expect(sent).toBe('undefined')
    expect(events).toContainEqual(expect.objectContaining({ type: 'token-withheld' }))
  })
})
