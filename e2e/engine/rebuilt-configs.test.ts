import axios, { type InternalAxiosRequestConfig } from 'axios'
import { describe, expect, it } from 'vitest'
import { failureOf, start } from './support'
import { openPromise } from '../../src/auth/testing'

/** As `_.merge({}, config)`, `_.mapValues` and many a hand-written copy do: the symbols are not in it. */
const rebuilt = (config: InternalAxiosRequestConfig) =>
  Object.fromEntries(Object.entries(config)) as unknown as InternalAxiosRequestConfig

describe('an interceptor that hands on a config that it built anew', () => {
  it('does not make a request of ada’s one of grace’s', async () => {
    const { auth, api, signIn } = await start({ signedInAs: 'ada' })
    const gate = openPromise()
    auth.http.interceptors.request.use(async (config) => {
      if (config.url === '/orders') await gate.promise
      return rebuilt(config)
    })
    const failure = failureOf(auth.http.post('/orders', { of: 'ada' }))
    await signIn('grace')
    gate.resolve()
    expect(await failure).toMatchObject({ name: 'SessionChangedError' })
    expect(api.counts('/orders')).toBe(0)
    expect((await auth.http.post('/orders', {})).status).toBe(200)
  })
})

describe('an interceptor of the instance from before, which builds the config anew', () => {
  it('works as with plain axios', async () => {
    const { auth, api } = await start({ signedInAs: 'ada' })
    const instance = axios.create({ baseURL: `${api.url}/api` })
    instance.interceptors.request.use(rebuilt)
    expect((await instance.get('/things', { validateStatus: null })).status).toBe(401)
    expect((await auth.attach(instance).get('/things')).status).toBe(200)
  })
})
