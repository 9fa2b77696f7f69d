import axios, { type AxiosError, type AxiosInstance } from 'axios'
import { describe, expect, it } from 'vitest'
import { RefreshDeferredError, SessionChangedError, SessionEndedError } from '../../src/auth'
import { failureOf, refuse, start } from './support'

const tokensAt = (seen: readonly { headers: { authorization?: string | undefined } }[]) =>
  seen.map(({ headers }) => headers.authorization)

describe('row 16: `auth: false`', () => {
  it('goes out without a token, whoever is signed in', async () => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    api.serve('/open', (response) => void response.end(), { open: true })
    await auth.http.get('/open', { auth: false })
    expect(tokensAt(api.to('/open'))).toEqual([undefined])
  })

  it('does not wait for a token', async () => {
    const { auth, api, clock } = await start({ signedInAs: 'ada' })
    api.serve('/open', (response) => void response.end(), { open: true })
    clock.sleep(61_000)
    const held = api.hold('/auth/refresh')
    const waiting = auth.http.get('/things')
    await held.arrived
    expect((await auth.http.get('/open', { auth: false })).status).toBe(200)
    held.release()
    await waiting
  })

  it('gets its 401 as it is: no refresh, no replay', async () => {
    const { auth, api, refreshes } = await start({ signedInAs: 'ada' })
    expect(await failureOf(auth.http.get('/things', { auth: false }))).toMatchObject({ response: { status: 401 } })
    expect([api.counts('/things'), refreshes()]).toEqual([1, 0])
  })

  it('asks for no session where none is known yet', async () => {
    const { auth, api } = await start()
    api.serve('/open', (response) => void response.end(), { open: true })
    await auth.http.get('/open', { auth: false })
    expect(api.seen.map(({ path }) => path)).toEqual(['/open'])
  })

  it('survives a switch of user: it belongs to nobody', async () => {
    const { auth, api, signIn } = await start({ signedInAs: 'ada' })
    api.serve('/open', (response) => void response.end('public'), { open: true })
    const held = api.hold('/open')
    const answer = auth.http.get('/open', { auth: false })
    await held.arrived
    await signIn('grace')
    held.release()
    expect((await answer).data).toBe('public')
  })
})

describe('row 16: credentials of the caller’s own', () => {
  it.each(['Authorization', 'authorization', 'AUTHORIZATION'])(
    '%s is sent as it is, and its 401 is the caller’s',
    async (name) => {
      const { auth, api, refreshes } = await start({ signedInAs: 'ada' })
      const failure = await failureOf(auth.http.get('/things', { headers: { [name]: 'Token of-my-own' } }))
      expect(failure).toMatchObject({ response: { status: 401 } })
      expect(tokensAt(api.to('/things'))).toEqual(['Token of-my-own'])
      expect(refreshes()).toBe(0)
    },
  )

  it('axios’s own `auth` is sent as Basic', async () => {
    const { auth, api, refreshes } = await start({ signedInAs: 'ada' })
    await failureOf(auth.http.get('/things', { auth: { username: 'u', password: 'p' } }))
    expect(tokensAt(api.to('/things'))).toEqual([`Basic ${btoa('u:p')}`])
    expect(refreshes()).toBe(0)
  })
})

describe('row 16: `replay: false`', () => {
  it('gets its 401; the session is renewed for the next', async () => {
    const { auth, api, network, refreshes } = await start({ signedInAs: 'ada' })
    await api.control.expireAccessTokens()
    expect(await failureOf(auth.http.post('/things', { a: 1 }, { replay: false }))).toMatchObject({
      response: { status: 401 },
    })
    await api.saw('/auth/refresh')
    await network.idle()
    expect((await auth.http.get('/next')).status).toBe(200)
    expect([api.counts('/things'), api.counts('/next'), refreshes()]).toEqual([1, 1, 1])
  })

  it('does not wait for the renewal', async () => {
    const { auth, api, network } = await start({ signedInAs: 'ada' })
    await api.control.expireAccessTokens()
    const held = api.hold('/auth/refresh')
    expect(await failureOf(auth.http.get('/things', { replay: false }))).toMatchObject({ response: { status: 401 } })
    held.release()
    await network.idle()
  })

  it('waits for a token that is known to be over, as any other', async () => {
    const { auth, api, clock, refreshes } = await start({ signedInAs: 'ada' })
    clock.sleep(61_000)
    expect((await auth.http.get('/things', { replay: false })).status).toBe(200)
    expect([api.counts('/things'), refreshes()]).toEqual([1, 1])
  })

  it('late, when the token has moved on already: its 401, and no further refresh', async () => {
    const { auth, api, refreshes } = await start({ signedInAs: 'ada' })
    await api.control.expireAccessTokens()
    const held = api.hold('/late')
    const failure = failureOf(auth.http.get('/late', { replay: false }))
    await held.arrived
    await auth.http.get('/prompt')
    held.release()
    expect(await failure).toMatchObject({ response: { status: 401 } })
    expect([api.counts('/late'), refreshes()]).toEqual([1, 1])
  })

  it('with a validateStatus that accepts it, gets the 401 as an answer', async () => {
    const { auth, api, network } = await start({ signedInAs: 'ada' })
    await api.control.expireAccessTokens()
    const answer = await auth.http.get('/things', { replay: false, validateStatus: () => true })
    expect([answer.status, api.counts('/things')]).toEqual([401, 1])
    expect(answer.data).toMatchObject({ code: 'invalid_token' })
    await network.idle()
  })

  it('of a session that turns out to be over: its 401, and then the end', async () => {
    const { auth, api, network } = await start({ signedInAs: 'ada' })
    await api.control.revokeSessions()
    expect(await failureOf(auth.http.get('/things', { replay: false }))).toMatchObject({ response: { status: 401 } })
    await api.saw('/auth/refresh')
    await network.idle()
    expect(auth.store.getState()).toEqual({ status: 'signed-out', reason: 'revoked' })
  })
})

describe('row 16: attach', () => {
  it('a second instance attaches, waits and replays, with its own settings', async () => {
    const { auth, api, clock, refreshes } = await start({ signedInAs: 'ada' })
    const instance = axios.create({ baseURL: `${api.url}/api/v2`, headers: { 'X-Own': '1' }, timeout: 5000 })
    const second = auth.attach(instance)
    expect(second).toBe(instance)
    expect((await second.get('/things')).data).toMatchObject({ owner: 'usr_ada' })
    clock.sleep(61_000)
    await Promise.all([second.get('/things'), auth.http.get('/things')])
    expect(refreshes()).toBe(1)
    await api.control.expireAccessTokens()
    await clock.advance(2000)
    await Promise.all([second.post('/things', { a: 1 }), auth.http.get('/things')])
    expect(refreshes()).toBe(2)
    expect(api.to('/v2/things').every(({ headers }) => headers['x-own'] === '1')).toBe(true)
    expect(api.counts('/v2/things')).toBe(4)
  })

  it('twice is as good as once', async () => {
    const { auth, api, refreshes } = await start({ signedInAs: 'ada' })
    const instance = axios.create({ baseURL: `${api.url}/api` })
    auth.attach(instance)
    auth.attach(instance)
    auth.attach(auth.http)
    await api.control.expireAccessTokens()
    await Promise.all([instance.get('/things'), auth.http.get('/more')])
    expect([api.counts('/things'), api.counts('/more'), refreshes()]).toEqual([2, 2, 1])
  })

  it('the global axios', async () => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    const own = axios.create()
    auth.attach(own)
    await own.get(`${api.url}/api/things`)
    await failureOf(axios.get(`${api.url}/api/things`))
    expect(tokensAt(api.to('/things'))).toEqual([`Bearer ${await auth.getAccessToken()}`, undefined])
  })

  it('called as a function, as request(), with getUri', async () => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    await auth.http('/things')
    await auth.http({ url: '/things', method: 'post' })
    await auth.http.request({ url: '/things' })
    expect(api.to('/things').every(({ welcome }) => welcome)).toBe(true)
    expect(auth.http.getUri({ url: '/things', params: { a: 1 } })).toBe(`${api.url}/api/things?a=1`)
  })

  it('keeps the adapter that the instance or the request has', async () => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    const used: string[] = []
    const adapterNamed = (name: string) => (config: Parameters<ReturnType<typeof axios.getAdapter>>[0]) => {
      used.push(name)
      return axios.getAdapter('http')(config)
    }
    const second = auth.attach(axios.create({ baseURL: `${api.url}/api`, adapter: adapterNamed('instance') }))
    await api.control.expireAccessTokens()
    await second.get('/things')
    await second.get('/things', { adapter: adapterNamed('request') })
    expect(used).toEqual(['instance', 'instance', 'request'])
    expect(api.to('/things').map(({ welcome }) => welcome)).toEqual([false, true, true])
  })
})

describe('row 16: an interceptor that sends a failed request again', () => {
  /** As `axios-retry` and its like do. */
  function retryOnce(instance: Pick<AxiosInstance, 'interceptors' | 'request'>, before: () => Promise<unknown>): void {
    const tried = new Set<string>()
    instance.interceptors.response.use(null, async (error: AxiosError) => {
      const url = error.config?.url ?? ''
      if (error.config === undefined || tried.has(url)) throw error
      tried.add(url)
      await before()
      return instance.request(error.config)
    })
  }

  it('in the same session: with the token as it is then', async () => {
    const { auth, api, clock } = await start({ signedInAs: 'ada' })
    retryOnce(auth.http, () => clock.advance(0))
    let isFirst = true
    api.serve('/flaky', (response) => {
      response.writeHead(isFirst ? 503 : 200).end()
      isFirst = false
    })
    expect((await auth.http.post('/flaky', { a: 1 })).status).toBe(200)
    expect(api.to('/flaky').map(({ body }) => body.toString())).toEqual(['{"a":1}', '{"a":1}'])
    expect(tokensAt(api.to('/flaky'))).toEqual(Array(2).fill(`Bearer ${await auth.getAccessToken()}`))
  })

  it('after the token has been renewed: with the new one', async () => {
    const { auth, api, clock, refreshes } = await start({ signedInAs: 'ada' })
    retryOnce(auth.http, () => Promise.resolve(clock.sleep(61_000)))
    let isFirst = true
    api.serve('/flaky', (response) => {
      response.writeHead(isFirst ? 503 : 200).end()
      isFirst = false
    })
    expect((await auth.http.get('/flaky')).status).toBe(200)
    expect(refreshes()).toBe(1)
    expect(new Set(tokensAt(api.to('/flaky'))).size).toBe(2)
    expect(api.to('/flaky').every(({ welcome }) => welcome)).toBe(true)
  })

  it('after another has signed in: rejected, never with the other’s token', async () => {
    const { auth, api, signIn } = await start({ signedInAs: 'ada' })
    retryOnce(auth.http, () => signIn('grace'))
    api.serve('/flaky', (response) => void response.writeHead(503).end())
    expect(await failureOf(auth.http.post('/flaky', { of: 'ada' }))).toBeInstanceOf(SessionChangedError)
    expect(api.to('/flaky').map(({ owner }) => owner)).toEqual(['usr_ada'])
  })

  it('after another has signed in, by way of a second instance that is attached', async () => {
    const { auth, api, signIn } = await start({ signedInAs: 'ada' })
    const second = auth.attach(axios.create({ baseURL: `${api.url}/api` }))
    api.serve('/flaky', (response) => void response.writeHead(503).end())
    const { config } = (await failureOf(auth.http.post('/flaky', { of: 'ada' }))) as AxiosError
    await signIn('grace')
    expect(await failureOf(second.request({ ...config }))).toBeInstanceOf(SessionChangedError)
    expect(api.to('/flaky').map(({ owner }) => owner)).toEqual(['usr_ada'])
  })

  it('after a sign-out: rejected', async () => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    retryOnce(auth.http, () => auth.signOut())
    api.serve('/flaky', (response) => void response.writeHead(503).end())
    expect(await failureOf(auth.http.post('/flaky', { of: 'ada' }))).toBeInstanceOf(SessionEndedError)
    expect(api.counts('/flaky')).toBe(1)
  })

  it('of a 401 that stays: each sending is replayed at most once, and costs no further refresh', async () => {
    const { auth, api, refreshes } = await start({ signedInAs: 'ada' })
    retryOnce(auth.http, () => Promise.resolve())
    api.serve('/odd', (response) => refuse(response), { open: true })
    await failureOf(auth.http.get('/odd'))
    expect([api.counts('/odd'), refreshes()]).toEqual([3, 1])
  })

  it('that hands on a SessionEndedError: nothing is sent again', async () => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    let told = 0
    auth.http.interceptors.response.use(null, (error: unknown) => {
      told += 1
      throw error
    })
    await api.control.revokeSessions()
    expect(await failureOf(auth.http.get('/things'))).toBeInstanceOf(SessionEndedError)
    expect([told, api.counts('/things')]).toEqual([1, 1])
  })
})

describe('row 16: getAccessToken', () => {
  it('hands out a token that can be sent: the one in use, or a new one', async () => {
    const { auth, api, clock, refreshes } = await start({ signedInAs: 'ada' })
    const first = await auth.getAccessToken()
    expect(await auth.getAccessToken()).toBe(first)
    expect(refreshes()).toBe(0)
    clock.sleep(61_000)
    const [second, same] = await Promise.all([auth.getAccessToken(), auth.getAccessToken(), auth.http.get('/things')])
    expect(second).not.toBe(first)
    expect(same).toBe(second)
    expect(refreshes()).toBe(1)
    const answer = await fetch(`${api.url}/api/things`, { headers: { Authorization: `Bearer ${second}` } })
    expect(answer.status).toBe(200)
  })

  it('rejects when nobody is signed in', async () => {
    const { auth } = await start()
    await auth.signOut()
    expect(await failureOf(auth.getAccessToken())).toBeInstanceOf(SessionEndedError)
  })

  it('on a page that has not restored yet: restores first', async () => {
    const { auth, network } = await start()
    const failure = failureOf(auth.getAccessToken())
    await network.idle()
    expect(await failure).toBeInstanceOf(SessionEndedError)
    expect(auth.store.getState()).toMatchObject({ status: 'signed-out', reason: null })
  })

  it('rejects as requests do when it can’t be renewed', async () => {
    const { auth, api, clock } = await start({ signedInAs: 'ada' })
    clock.sleep(61_000)
    api.control.fail({ path: '/auth/refresh', status: 503 })
    expect(await failureOf(auth.getAccessToken())).toBeInstanceOf(RefreshDeferredError)
  })

  it('is fenced: never the token of who signed in since', async () => {
    const { auth, api, clock, signIn } = await start({ signedInAs: 'ada' })
    clock.sleep(61_000)
    api.control.fail({ path: '/auth/refresh', status: 401 })
    const failure = failureOf(auth.getAccessToken())
    await api.saw('/auth/refresh')
    await signIn('grace')
    expect(await failure).toBeInstanceOf(SessionChangedError)
  })
})
