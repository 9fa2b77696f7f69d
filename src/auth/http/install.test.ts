import axios, { type AxiosAdapter, type AxiosError, type AxiosRequestConfig } from 'axios'
import { describe, expect, it, vi } from 'vitest'
import { createFakeAdapter, createFakeClock, createTestAuth, FAKE_PASSWORD } from '../testing'
import { clientIn, outcome, userOf } from '../testing/scenes'
import { createInstaller } from './install'

const GRACE = { username: 'grace', password: FAKE_PASSWORD }

function start() {
  const clock = createFakeClock()
  const { auth, api, tab, browser } = createTestAuth({ clock, signedInAs: 'ada' })
  const shared = axios.create({ baseURL: '/api', adapter: createFakeAdapter(api, tab) })
  const owners = () => api.log.filter(({ path }) => path === '/things').map(({ tokenOwner }) => tokenOwner)
  return { clock, auth, api, tab, browser, shared, owners }
}

describe('an axios instance that is attached', () => {
  it('twice to the same client is attached once', async () => {
    const { auth, shared, clock, owners } = start()
    expect(auth.attach(shared)).toBe(auth.attach(shared))
    const things = outcome(shared.get('/things'))
    await clock.advance(1000)
    expect(things.value?.status).toBe(200)
    expect(owners()).toEqual(['ada'])
  })

  it('to a client that is disposed of is of use to the next one', async () => {
    const { auth, shared, clock, tab, api } = start()
    auth.attach(shared)
    auth.dispose()
    const refused = outcome(shared.get('/things'))
    await clock.advance(1000)
    expect(refused.error).toMatchObject({ name: 'SessionEndedError', reason: 'disposed' })

    const next = clientIn(tab, api)
    next.attach(shared)
    void next.restore()
    await clock.advance(2000)
    const things = outcome(shared.get('/things'))
    await clock.advance(2000)
    expect(things.value?.status).toBe(200)
  })

  it('to a second client is the second one’s', async () => {
    const { auth, shared, clock, tab, api, owners } = start()
    auth.attach(shared)
    const second = clientIn(tab, api, { name: 'other', initial: { expiresIn: null, ...api.grant('grace').body } })
    second.attach(shared)
    outcome(shared.get('/things'))
    await clock.advance(1000)
    outcome(auth.attach(shared).get('/things'))
    await clock.advance(1000)
    expect(owners()).toEqual(['grace', 'ada'])
  })
})

it('a request that is sent again through the client of another session is not sent in its name', async () => {
  const { auth, clock, tab, api, owners } = start()
  api.fail({ path: '/things', status: 500 })
  const failed = outcome(auth.http.get('/things'))
  await clock.advance(1000)
  const { config } = failed.error as AxiosError
  auth.dispose()
  const next = clientIn(tab, api)
  outcome(next.signIn(GRACE))
  await clock.advance(1000)
  expect(userOf(next)).toBe('grace')
  const again = outcome(next.http.request(config as AxiosRequestConfig as never))
  await clock.advance(1000)
  expect(again.error).toMatchObject({ name: 'SessionChangedError' })
  expect(owners()).toEqual(['ada'])
})

it('a request keeps the adapter that it would have had', async () => {
  const { auth, clock } = start()
  const seen: unknown[] = []
  const own: AxiosAdapter = async (config) => {
    seen.push(config.headers.get('Authorization'))
    return { data: null, status: 200, statusText: '', headers: {}, config }
  }
  const first = outcome(auth.http.get('/things', { adapter: own }))
  await clock.advance(100)
  outcome(auth.http.request(first.value?.config as never))
  await clock.advance(100)
  expect(seen).toEqual([expect.stringMatching(/^Bearer /), expect.stringMatching(/^Bearer /)])
})

it('an axios that leaves symbols behind when it merges configs is refused: no request would know its session', () => {
  vi.spyOn(axios, 'create').mockReturnValueOnce(Object.assign(axios.create(), { defaults: {} }))
  expect(() => createInstaller(vi.fn(), () => 0)).toThrow(/needs axios 1\.19 or later, and this is 1\./)
})
