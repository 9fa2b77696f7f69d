import { describe, expect, it } from 'vitest'
import { createFakeBrowser, createFakeClock, createFakeServer, FAKE_PASSWORD, type FakeServerOptions } from '../testing'
import { clientIn, outcome, userOf } from '../testing/scenes'

// A sign-in that waits for its turn, and what becomes meanwhile of who was signed in before.

const ADA = { username: 'ada', password: FAKE_PASSWORD }
const GRACE = { username: 'grace', password: FAKE_PASSWORD }
const LOGOUT = { path: '/auth/logout' } as const

/** Ada is signed in, in two tabs. */
async function two(served: FakeServerOptions = {}) {
  const clock = createFakeClock()
  const browser = createFakeBrowser(clock, { latency: () => 1 })
  const api = createFakeServer(clock, served)
  const open = () => {
    const tab = browser.openTab()
    const auth = clientIn(tab, api)
    void auth.restore()
    return { tab, auth }
  }
  const one = open()
  await clock.advance(200)
  outcome(one.auth.signIn(ADA))
  await clock.advance(1500)
  const other = open()
  await clock.advance(500)
  const users = () => [userOf(one.auth), userOf(other.auth)]
  const logins = () => api.counts('POST', '/auth/login') - 1
  const logouts = () => api.counts('POST', '/auth/logout')
  return { clock, browser, api, open, one, other, users, logins, logouts }
}

describe('a sign-in that the person signs out of', () => {
  it('while it waits for its turn is never sent', async () => {
    const { clock, api, one, users, logins } = await two()
    const held = api.hold('/auth/refresh')
    outcome(one.auth.retryNow())
    await clock.advance(200)
    const signIn = outcome(one.auth.signIn(GRACE))
    await clock.advance(200)
    outcome(one.auth.signOut())
    await clock.advance(200)
    held.release()
    await clock.advance(5000)
    expect(signIn.error).toMatchObject({ failure: 'superseded' })
    expect([logins(), ...users(), api.liveSessions()]).toEqual([0, 'signed-out', 'signed-out', 0])
  })

  describe('with its answer on the way', () => {
    /** The client is gone, or its person is, before the answer is read; the other tab's is what the notes tell of. */
    async function calledOff(who: typeof ADA, meanwhile: 'goes on' | 'signs out') {
      const set = await two()
      const { clock, api, one, other } = set
      api.fail({ path: '/auth/login', delayMs: 1000 })
      const signIn = outcome(one.auth.signIn(who))
      await clock.advance(500)
      one.auth.dispose()
      if (meanwhile === 'signs out') outcome(other.auth.signOut())
      await clock.advance(30_000)
      expect(signIn.error).toMatchObject({ failure: 'superseded' })
      return set
    }

    it('leaves its session to the tab that goes on in that person’s name', async () => {
      const { api, other, logouts } = await calledOff(ADA, 'goes on')
      expect([userOf(other.auth), logouts(), api.liveSessions()]).toEqual(['ada', 0, 1])
    })

    it('has it revoked where that is of somebody else’s name', async () => {
      const { api, logouts } = await calledOff(GRACE, 'goes on')
      expect([logouts(), api.liveSessions()]).toEqual([1, 0])
    })

    it('has it revoked where nobody goes on, by whatever name', async () => {
      const { api, other } = await calledOff(ADA, 'signs out')
      expect([userOf(other.auth), api.liveSessions()]).toEqual(['signed-out', 0])
    })

    it('has it revoked where the app has wiped the storage, and nothing tells of anybody', async () => {
      const { clock, api, one, other, browser } = await two()
      other.tab.kill()
      api.fail({ path: '/auth/login', delayMs: 1000 })
      outcome(one.auth.signIn(GRACE))
      await clock.advance(500)
      one.auth.dispose()
      for (const key of Object.keys(browser.storage.entries())) one.tab.environment.notes.write(key, null)
      await clock.advance(30_000)
      expect(api.liveSessions()).toBe(0)
    })
  })
})

describe('a sign-in whose answer is read late', () => {
  it('by a tab that was frozen, counts where nobody signed in meanwhile', async () => {
    const { clock, api, one, users } = await two()
    const held = api.hold('/auth/login')
    const signIn = outcome(one.auth.signIn(GRACE))
    await clock.advance(200)
    one.tab.freeze()
    held.release()
    await clock.advance(60_000)
    one.tab.thaw()
    one.tab.moment('wake')
    await clock.advance(1000)
    expect(signIn.value?.username).toBe('grace')
    expect(users()).toEqual(['grace', 'grace'])
  })

  it('counts, though the person of before signs out elsewhere while it is out', async () => {
    const { clock, api, one, other, users } = await two()
    const held = api.hold('/auth/login')
    const signIn = outcome(one.auth.signIn(GRACE))
    await clock.advance(200)
    outcome(other.auth.signOut())
    await clock.advance(200)
    held.release()
    await clock.advance(60_000)
    expect(signIn.value?.username).toBe('grace')
    expect([...users(), api.liveSessions('ada'), api.liveSessions('grace')]).toEqual(['grace', 'grace', 0, 1])
  })
})

it('a sign-in gives a server that does not answer one chance to be told of the sign-out of before, not one a turn', async () => {
  const { clock, api, one, other, logouts } = await two()
  other.tab.kill()
  api.fail({ ...LOGOUT, status: 503 })
  outcome(one.auth.signOut())
  await clock.advance(500)
  api.fail({ ...LOGOUT, kind: 'timeout', times: Infinity })
  outcome(one.auth.signIn(GRACE))
  await clock.advance(21_000)
  expect([userOf(one.auth), logouts()]).toEqual(['grace', 2])
})

it('a renewal that a sign-in keeps from its turn goes on by what comes of that', async () => {
  const { clock, api, one, users } = await two()
  api.fail({ path: '/auth/login', delayMs: 2000 })
  outcome(one.auth.signIn({ ...GRACE, password: 'wrong' }))
  await clock.advance(500)
  api.expireAccessTokens()
  const things = outcome(one.auth.http.get('/things'))
  await clock.advance(1000)
  expect(things).toEqual({})
  await clock.advance(3000)
  expect(things.value?.status).toBe(200)
  expect(users()).toEqual(['ada', 'ada'])
})
