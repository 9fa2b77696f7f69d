import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createFakeBrowser, createFakeClock } from '../testing'
import { createAuthClient } from '..'
import { outcome, userOf } from '../testing/scenes'
import { exampleApi } from './example'

const API = 'https://api.example.com'
const CREDENTIALS = { username: 'Ada Lovelace', password: 'secret' }
const signal = new AbortController().signal

const encoded = (part: object) => btoa(JSON.stringify(part)).replace(/=+$/, '')
const jwt = (claims: object) => `${encoded({ alg: 'HS256' })}.${encoded(claims)}.signature`
const TOKEN = jwt({ sub: '7', name: 'Ada Lovelace', role: 'editor' })
const GRANT = {
  accessToken: TOKEN,
  expiresIn: 300,
  user: { id: '7', username: 'Ada Lovelace', firstName: 'Ada', lastName: 'Lovelace', role: 'editor' },
}

const sent: { readonly url: string; readonly init: RequestInit | undefined }[] = []
let answers: (Response | Error)[] = []

const json = (data: unknown, init?: ResponseInit) => new Response(JSON.stringify(data), init)
const granted = (changes: object = {}) => json({ access_token: TOKEN, expires_in: 300, ...changes })
const no = (status = 400) => json({ error: 'invalid_grant' }, { status })
const html = (status: number) => new Response('<!doctype html>', { status })
const busy = () => json({}, { status: 429, headers: { 'Retry-After': '7' } })

beforeEach(() => {
  sent.length = 0
  vi.stubGlobal('fetch', (url: string, init?: RequestInit) => {
    sent.push({ url, init })
    const answer = answers.shift()
    return answer instanceof Response ? Promise.resolve(answer) : Promise.reject(answer ?? new Error('No answer.'))
  })
})

describe('a contract of the app’s own', () => {
  it.each<[string, Response | Error, object]>([
    ['a yes', granted(), { kind: 'granted', grant: GRANT }],
    ['a yes that names no time', granted({ expires_in: undefined }), { kind: 'granted', grant: { expiresIn: null } }],
    ['its own no', no(), { kind: 'refused', code: 'expired' }],
    [
      'its word for no cookie',
      json({ error: 'invalid_request' }, { status: 400 }),
      { kind: 'refused', code: 'missing' },
    ],
    ['the same as a 401', no(401), { kind: 'refused', code: 'expired' }],
    ['a proxy’s no', html(401), { kind: 'trouble', trouble: 'server' }],
    ['a hotel’s page', html(200), { kind: 'trouble', trouble: 'malformed' }],
    ['a token that is none', granted({ access_token: 'x' }), { kind: 'trouble', trouble: 'malformed' }],
    ['a server that is busy', busy(), { kind: 'trouble', trouble: 'rate-limited', retryAfter: 7000 }],
    ['a server that is down', html(503), { kind: 'trouble', trouble: 'server', retryAfter: null }],
    ['no network', new TypeError('Failed to fetch'), { kind: 'trouble', trouble: 'network' }],
  ])('tells a refresh by what is answered: %s', async (_name, answer, expected) => {
    answers = [answer]
    expect(await exampleApi(API).refresh({ signal })).toMatchObject(expected)
    expect(sent).toMatchObject([{ url: `${API}/token/refresh`, init: { keepalive: true, credentials: 'include' } }])
  })

  it.each<[string, Response | Error, object]>([
    ['its own no', no(), { failure: 'invalid-credentials' }],
    ['a proxy’s no', html(401), { failure: 'server' }],
    ['a hotel’s page', html(200), { failure: 'malformed-answer' }],
    ['a server that is busy', busy(), { failure: 'rate-limited', retryAfter: 7000 }],
    ['no network', new TypeError('Failed to fetch'), { failure: 'unreachable' }],
  ])('says what a sign-in failed on: %s', async (_name, answer, expected) => {
    answers = [answer]
    await expect(exampleApi(API).login(CREDENTIALS, { signal })).rejects.toMatchObject(expected)
  })

  it.each<[string, Response | Error, object]>([
    ['a yes', new Response(null, { status: 204 }), { kind: 'told' }],
    ['a yes as RFC 7009 has it', new Response(''), { kind: 'told' }],
    ['its own no: there is no such session any more', no(), { kind: 'told' }],
    ['a proxy’s no', html(401), { kind: 'trouble', retryAfter: null }],
    ['a hotel’s page', html(200), { kind: 'trouble', retryAfter: null }],
    ['a server that is busy', busy(), { kind: 'trouble', retryAfter: 7000 }],
    ['no network', new TypeError('Failed to fetch'), { kind: 'trouble', retryAfter: null }],
  ])('tells a sign-out by what is answered: %s', async (_name, answer, expected) => {
    answers = [answer]
    expect(await exampleApi(API).logout({ signal, accessToken: null })).toEqual(expected)
    expect(sent).toMatchObject([{ url: `${API}/token/revoke`, init: { keepalive: true } }])
  })

  it('signs in, is restored after a reload, and signs out', async () => {
    const clock = createFakeClock()
    const tab = createFakeBrowser(clock).openTab()
    const clientIn = ({ environment }: typeof tab) =>
      createAuthClient({ ...environment, baseURL: API, api: exampleApi(API) })
    answers = [granted(), granted(), new Response(null, { status: 204 })]
    const auth = clientIn(tab)
    outcome(auth.signIn(CREDENTIALS))
    await clock.advance(1000)
    expect(userOf(auth)).toBe('Ada Lovelace')
    const next = clientIn(tab.reload())
    outcome(next.restore())
    await clock.advance(3000)
    expect(userOf(next)).toBe('Ada Lovelace')
    outcome(next.signOut())
    await clock.advance(1000)
    expect(userOf(next)).toBe('signed-out')
    expect(sent.map(({ url }) => url)).toEqual([`${API}/token`, `${API}/token/refresh`, `${API}/token/revoke`])
  })
})
