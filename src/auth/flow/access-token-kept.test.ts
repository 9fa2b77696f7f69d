import { describe, expect, it, vi } from 'vitest'
import type { AuthClientOptions } from '..'
import { steadyTime } from '../environment/clock'
import { createSession } from '../session'
import type { Tabs } from '../tabs'
import {
  createFakeApi,
  createFakeBrowser,
  createFakeClock,
  createFakeServer,
  FAKE_PASSWORD,
  type FakeServerOptions,
  type FakeTab,
} from '../testing'
import { clientIn, outcome, userOf } from '../testing/scenes'
import { jarNotes } from '../jar/notes'
import { accessTokenFlow } from './access-token'

// A long-lived token that outlives a reload: how old it is then, and whose it is; and what is made of a 401.

const ADA = { username: 'ada', password: FAKE_PASSWORD }
const HOUR = 3_600_000

async function signedIn(served: FakeServerOptions = {}) {
  const clock = createFakeClock()
  const browser = createFakeBrowser(clock)
  const api = createFakeServer(clock, { accessTokenTtl: 3600, ...served })
  const open = (tab: FakeTab = browser.openTab(), more: AuthClientOptions = {}) => {
    const auth = clientIn(tab, api, { flow: 'access-token', tokenStorage: 'session', ...more })
    const seen: string[] = []
    auth.store.subscribe(() => seen.push(userOf(auth)))
    const came: string[] = []
    auth.on('event', (event) => event.type === 'session-began' && came.push(event.by))
    const restored = outcome(auth.restore())
    return { tab, auth, seen, came, restored }
  }
  const one = open()
  await clock.advance(500)
  outcome(one.auth.signIn(ADA))
  await clock.advance(5000)
  expect(userOf(one.auth)).toBe('ada')
  return { clock, browser, api, open, ...one }
}

const timesOf = ({ store }: ReturnType<typeof clientIn>) => {
  const state = store.getState()
  return state.status === 'signed-in' ? { startedAt: state.startedAt, expiresAt: state.expiresAt } : null
}

describe('after a reload', () => {
  it('the token is as old as it was, also where its sign-in took long', async () => {
    const { clock, auth, tab, open } = await signedIn({ latency: () => 3000 })
    const before = timesOf(auth)
    const again = open(tab.reload())
    await clock.advance(500)
    expect(timesOf(again.auth)).toEqual(before)
  })

  it('it is told of as what it is: come out of the storage, where it was signed in with before', async () => {
    const { clock, tab, open, came } = await signedIn()
    expect(came).toEqual(['sign-in'])
    const again = open(tab.reload())
    await clock.advance(500)
    expect(again.came).toEqual(['storage'])
  })

  it('one without a known end is used on', async () => {
    const { clock, tab, open, api } = await signedIn({ accessTokenTtl: null })
    await clock.advance(48 * HOUR)
    const again = open(tab.reload())
    await clock.advance(500)
    expect(userOf(again.auth)).toBe('ada')
    const things = outcome(again.auth.http.get('/things'))
    await clock.advance(500)
    expect([things.value?.status, api.counts('POST', '/auth/login')]).toEqual([200, 1])
  })

  it('one that ends in this very moment signs nobody in', async () => {
    const { clock, auth, tab, open } = await signedIn()
    const next = tab.reload()
    await clock.advance((timesOf(auth)?.expiresAt ?? 0) - clock.now())
    const again = open(next)
    await clock.advance(500)
    expect(again.restored.value).toEqual({ status: 'signed-out', reason: 'expired' })
    expect(again.seen).toEqual(['signed-out'])
  })

  it('one that has ended does not end the session that a sibling has by now', async () => {
    const { clock, browser, tab, open } = await signedIn()
    const next = tab.reload()
    await clock.advance(2 * HOUR)
    // No note tells of it, as where the app has wiped the storage.
    const sibling = open(browser.openTab())
    outcome(sibling.auth.signIn(ADA))
    await clock.advance(500)
    next.environment.notes.write('auth:standing', null)
    const again = open(next)
    await clock.advance(500)
    expect([userOf(again.auth), userOf(sibling.auth)]).toEqual(['ada', 'ada'])
    expect(again.seen).not.toContain('signed-out')
  })
})

it('a tab that was at another site does not go on with a session that was signed out of, though the app wiped the storage', async () => {
  const { clock, browser, tab, open } = await signedIn()
  const away = tab.reload()
  const sibling = browser.openTab()
  const other = open(sibling)
  outcome(other.auth.signIn(ADA))
  await clock.advance(500)
  outcome(other.auth.signOut())
  for (const key of Object.keys(browser.storage.entries())) sibling.environment.notes.write(key, null)
  sibling.reload()
  const again = open(away)
  await clock.advance(500)
  expect(again.restored.value).toMatchObject({ status: 'signed-out' })
  expect(again.seen).not.toContain('ada')
})

it('a page that was put away and comes back has its session still, with no cookie to tell of it', async () => {
  const { clock, auth, tab, seen } = await signedIn()
  tab.moment('conceal')
  await clock.advance(1000)
  seen.length = 0
  tab.moment('reveal')
  await clock.advance(1000)
  expect(auth.store.getState()).toMatchObject({ status: 'signed-in', veiled: false })
  expect(seen).toEqual(['ada'])
})

describe('the flow', () => {
  function flowIn(tab: FakeTab, clock: ReturnType<typeof createFakeClock>, kept = false) {
    const steady = steadyTime(clock)
    const notes = jarNotes(tab.environment.notes, 'auth')
    const session = createSession({
      clock,
      steady,
      notes,
      emit: () => undefined,
      announce: () => undefined,
    })
    const ask = vi.fn<Tabs['ask']>(() => Promise.resolve())
    const api = createFakeApi(createFakeServer(clock, { accessTokenTtl: 3600 }), tab)
    const flow = accessTokenFlow({
      api,
      session,
      notes,
      tabs: { ask, tell: () => undefined, close: () => undefined, isConnected: false },
      clock,
      steady,
      timeout: 10_000,
      storage: kept ? tab.environment.tabNotes : null,
      name: 'auth',
    })
    const signIn = () => flow.signIn(ADA, () => false)
    return { flow, session, ask, signIn, token: () => session.live()?.token ?? null }
  }

  const alone = () => {
    const clock = createFakeClock()
    const tab = createFakeBrowser(clock).openTab()
    return { clock, tab, ...flowIn(tab, clock) }
  }

  it('has nobody to restore where neither storage nor siblings know of one', async () => {
    const { flow, ask } = alone()
    expect(await flow.recall()).toBe('none')
    expect(ask).toHaveBeenCalledOnce()
  })

  it('restores from a sibling what that has', async () => {
    const { flow, ask, session } = alone()
    const user = { id: 'usr_ada', username: 'ada', firstName: 'Ada', lastName: 'Lovelace', role: 'admin' } as const
    ask.mockImplementation((generation, answered) => {
      expect(answered()).toBe(false)
      const told = { generation: generation + 1, serial: 0, startedAt: 0, renewedAt: 0 }
      session.adopt(user, { value: 'a', lifetime: null, sentAt: 0 }, 'sibling', told)
      expect(answered()).toBe(true)
      return Promise.resolve()
    })
    expect(await flow.recall()).toBe('restored')
  })

  it.each([
    ['still good', HOUR / 2, 0, 'ada'],
    ['over', HOUR, 1, null],
  ])('restores what is kept, and has looked: %s', async (_case, age, questions, left) => {
    const clock = createFakeClock()
    const tab = createFakeBrowser(clock).openTab()
    await flowIn(tab, clock, true).signIn()
    await clock.advance(age)
    const { flow, session, ask } = flowIn(tab, clock, true)
    expect(await flow.recall()).toBe('restored')
    expect([session.isKnown(), session.live()?.user.username ?? null]).toEqual([true, left])
    expect(ask).toHaveBeenCalledTimes(questions)
  })

  it('renews nothing: a 401 to the token that there is ends it, for what its age says', async () => {
    const { clock, flow, signIn, token } = alone()
    // Not at the start of all time: an age is a difference.
    await clock.advance(2 * HOUR)
    await signIn()
    await clock.advance(HOUR - 1)
    expect(await flow.renew(token())).toMatchObject({ kind: 'refused', code: 'revoked' })
    await clock.advance(1)
    expect(await flow.renew(token())).toMatchObject({ kind: 'refused', code: 'expired' })
  })

  it('takes a token of no known end for revoked, however old it is', async () => {
    const { clock, flow, session, token, signIn } = alone()
    await signIn()
    const live = session.live()
    if (live === null) throw new Error('Nobody is signed in.')
    session.begin(live.user, { ...live.token, lifetime: null }, 'sign-in')
    await clock.advance(48 * HOUR)
    expect(await flow.renew(token())).toMatchObject({ kind: 'refused', code: 'revoked' })
  })

  it('makes nothing of a 401 to a token that is no longer the one, nor of one to none', async () => {
    const { flow, session, signIn, token } = alone()
    expect(await flow.renew(null)).toEqual({ kind: 'moved-on' })
    await signIn()
    const before = token()
    expect(await flow.renew(null)).toEqual({ kind: 'moved-on' })
    await signIn()
    expect(await flow.renew(before)).toEqual({ kind: 'moved-on' })
    session.end('signed-out')
    expect(await flow.renew(before)).toEqual({ kind: 'moved-on' })
  })
})
