import { inspect } from 'node:util'
import axios, { type InternalAxiosRequestConfig } from 'axios'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createAuthClient } from '../../src/auth'
import { createFakeClock } from '../../src/auth/testing'
import { failureOf, refuse, start, startApi } from './support'

describe('a header that is named in another case and has no value', () => {
  const none = { headers: { authorization: undefined } } as object

  it('does not keep the token in what the caller gets', async () => {
    const { auth } = await start({ signedInAs: 'ada' })
    const token = await auth.getAccessToken()
    const { config } = await auth.http.get('/things', { ...none, adapter: 'http' })
    expect(inspect(config.headers)).not.toContain(token)
  })

  it('nor in its errors', async () => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    api.serve('/broken', (response) => void response.writeHead(500).end())
    const token = await auth.getAccessToken()
    const error = await failureOf(auth.http.get('/broken', { ...none, adapter: 'http' }))
    expect(JSON.stringify(error)).not.toContain(token)
  })

  it('and a request that is sent again gets the token of then', async () => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    const { config } = await auth.http.get('/things', { ...none, adapter: 'http' })
    await api.control.expireAccessTokens()
    expect((await axios.request(config)).status).toBe(200)
  })
})

describe('a URL object where plain axios takes one', () => {
  it('is replayed as any other', async () => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    const url = new URL(`${api.url}/api/things`) as unknown as string
    const plain = axios.create({ headers: { Authorization: `Bearer ${await auth.getAccessToken()}` }, adapter: 'http' })
    expect((await plain.get(url)).status).toBe(200)
    await api.control.expireAccessTokens()
    expect((await auth.attach(axios.create({ adapter: 'http' })).get(url)).status).toBe(200)
  })
})

describe('less than a millisecond is left', () => {
  it('is no endless replay with maxRedirects: 0', async () => {
    const { auth, api, clock } = await start({ signedInAs: 'ada', refreshTimeout: 120_000 })
    await api.control.expireAccessTokens()
    const refresh = api.hold('/auth/refresh')
    const failure = failureOf(auth.http.get('/given-up', { timeout: 60_000, maxRedirects: 0, adapter: 'http' }))
    await refresh.arrived
    await clock.advance(60_000 - 0.25)
    const replay = api.hold('/given-up', 'before')
    refresh.release()
    await replay.arrived
    expect(await failure).toMatchObject({ code: 'ECONNABORTED' })
    replay.release()
  })
})

describe('a 401 of a stranger that the API redirected to', () => {
  it.each(['http'] as const)('does not end the session of the access-token flow (%s)', async (adapter) => {
    const stranger = await startApi()
    onTestFinished(() => stranger.close())
    stranger.serve('/file', (response) => refuse(response), { open: true })
    const flow = 'access-token'
    const { auth, api } = await start({ flow, signedInAs: 'ada', server: { flow, accessTokenTtl: 3600 } })
    api.serve('/file', (response) => void response.writeHead(302, { Location: `${stranger.url}/file` }).end())
    const error = await failureOf(auth.http.get('/file', { adapter }))
    expect(auth.store.getState().status).toBe('signed-in')
    expect(error).toMatchObject({ response: { status: 401 } })
  })
})

describe('an instance whose interceptors were cleared', () => {
  it('is attached anew', async () => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    const instance = axios.create({ baseURL: `${api.url}/api` })
    auth.attach(instance)
    instance.interceptors.request.clear()
    auth.attach(instance)
    expect((await instance.get('/things')).status).toBe(200)
  })
})

describe('a config that an interceptor froze', () => {
  it('is taken as plain axios takes it', async () => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    const freeze = (config: InternalAxiosRequestConfig) => Object.freeze({ ...config })
    const plain = axios.create({
      baseURL: `${api.url}/api`,
      headers: { Authorization: `Bearer ${await auth.getAccessToken()}` },
    })
    plain.interceptors.request.use(freeze)
    expect((await plain.get('/things')).status).toBe(200)
    auth.http.interceptors.request.use(freeze)
    expect((await auth.http.get('/things')).status).toBe(200)
  })
})

describe('a baseURL that is empty', () => {
  it('is the root of the origin, for sign-in as for requests', async () => {
    const api = await startApi()
    onTestFinished(() => api.close())
    const clock = createFakeClock()
    const page = { watch: () => () => undefined, isSeen: () => true, baseURI: () => `${api.url}/deep/page?x=1` }
    const auth = createAuthClient({ baseURL: '', page, clock })
    onTestFinished(() => auth.dispose())
    await Promise.allSettled([auth.signIn({ username: 'ada', password: 'x' })])
    expect(api.seen.map(({ url }) => url)).toEqual(['/auth/login'])
  })
})

describe('a request that the server has served when another signs in', () => {
  it('is not said to have never been sent', async () => {
    const { auth, api, signIn } = await start({ signedInAs: 'ada' })
    const held = api.hold('/orders')
    const failure = failureOf(auth.http.post('/orders', { of: 'ada' }))
    await held.arrived
    await signIn('grace')
    held.release()
    const error = (await failure) as Error
    expect(api.to('/orders').map(({ owner, welcome }) => [owner, welcome])).toEqual([['usr_ada', true]])
    expect(error.name).toBe('SessionChangedError')
    expect(error.message).not.toMatch(/not sent\.?$/)
  })
})
