import { describe, expect, it, vi } from 'vitest'
import { steadyTime } from '../environment/clock'
import { createLanding } from '../jar/landing'
import { jarNotes } from '../jar/notes'
import { createJarQueue } from '../jar/queue'
import { createSession } from '../session'
import type { Tabs } from '../tabs'
import { createFakeApi, createFakeBrowser, createFakeClock, createFakeServer, HINT_COOKIE } from '../testing'
import { outcome } from '../testing/scenes'
import { refreshTokenFlow } from './refresh-token'

// What a page makes of what earlier pages left behind: the note of the last outcome, the hint beside the cookie.

interface Left {
  /** What the note says, and whether somebody is signed in by it. */
  readonly note?: 'live' | 'over'
  readonly hint?: string
  /** The hint that stood there when somebody had signed out. */
  readonly leftover?: string
  readonly hasHints?: boolean
}

function page({ note, hint, leftover, hasHints = true }: Left) {
  const clock = createFakeClock()
  const steady = steadyTime(clock)
  const browser = createFakeBrowser(clock)
  const server = createFakeServer(clock)
  const tab = browser.openTab()
  const { cookies } = tab.environment
  const notes = jarNotes(tab.environment.notes, 'auth')
  const setHint = (value: string | null) => browser.jar.accept([{ name: HINT_COOKIE, value, httpOnly: false }])
  if (note !== undefined) {
    notes.standing.write({ generation: 3, serial: 2, startedAt: 0, user: note === 'live' ? 'usr_ada' : null })
  }
  if (hint !== undefined) setHint(hint)
  if (leftover !== undefined) notes.leftover.write(leftover)

  const session = createSession({
    clock,
    steady,
    notes,
    emit: () => undefined,
    announce: () => undefined,
  })
  const ask = vi.fn<Tabs['ask']>(() => Promise.resolve())
  const hintCookie = hasHints ? HINT_COOKIE : null
  const flow = refreshTokenFlow(
    {
      api: createFakeApi(server, tab, { hintCookie }),
      session,
      tabs: { ask, tell: () => undefined, close: () => undefined, isConnected: false },
      queue: createJarQueue(clock, steady, null, 'auth', 22_000),
      landing: createLanding(clock, notes, cookies, hintCookie, 10_000, () => true),
      notes,
      clock,
      steady,
      timeout: 10_000,
      disposed: new AbortController().signal,
      deferrals: { active: () => null },
    },
    { late: () => undefined, catchUp: () => false },
  )
  const seemsOver = () => flow.seemsOver({ value: 't1', lifetime: null, sentAt: steady() })
  return { clock, server, notes, session, ask, flow, seemsOver, setHint }
}

describe('where the contract names a hint', () => {
  it.each<[string, Left]>([
    ['nothing was left', {}],
    ['an end is noted', { note: 'over' }],
    ['the hint is that of a session that is over, and the notes are gone', { hint: 'h1', leftover: 'h1' }],
    ['the hint is that of a session that is over', { note: 'over', hint: 'h1', leftover: 'h1' }],
    ['the hint of a session that is over is gone too', { note: 'over', leftover: 'h1' }],
  ])('nobody is there to restore, and nobody is asked, where %s', async (_case, left) => {
    const { flow, ask } = page(left)
    expect(await flow.recall()).toBe('none')
    expect(ask).not.toHaveBeenCalled()
  })

  it.each<[string, Left]>([
    ['it stands there, and nothing else is known', { hint: 'h1' }],
    ['it stands there beside the note', { note: 'live', hint: 'h1' }],
    ['somebody is noted, and it can’t be read', { note: 'live' }],
    ['it is another than that of the session that is over', { note: 'over', hint: 'h2', leftover: 'h1' }],
    ['an end is noted, and it says otherwise', { note: 'over', hint: 'h1' }],
  ])('somebody may well be, where %s', async (_case, left) => {
    const { flow, ask } = page(left)
    expect(await flow.recall()).toBe('likely')
    expect(ask).toHaveBeenCalledOnce()
  })
})

describe('where the contract has no hint', () => {
  it.each([
    [undefined, 'doubtful', 1],
    ['live', 'likely', 1],
    ['over', 'none', 0],
  ] as const)('the note alone tells: %s', async (note, expected, questions) => {
    const { flow, ask } = page({ hasHints: false, ...(note === undefined ? {} : { note }) })
    expect(await flow.recall()).toBe(expected)
    expect(ask).toHaveBeenCalledTimes(questions)
  })
})

it('a session that a sibling has is restored from there, and the server need not be asked', async () => {
  const { flow, ask, session } = page({ note: 'live', hint: 'h1' })
  ask.mockImplementation((generation, answered) => {
    expect([generation, answered()]).toEqual([3, false])
    const user = { id: 'usr_ada', username: 'ada', firstName: 'Ada', lastName: 'Lovelace', role: 'admin' } as const
    const told = { generation: 3, serial: 2, startedAt: 0, renewedAt: 0 }
    session.adopt(user, { value: 'a.b.c', lifetime: null, sentAt: 0 }, 'sibling', told)
    expect(answered()).toBe(true)
    return Promise.resolve()
  })
  expect(await flow.recall()).toBe('restored')
})

it('where a sign-out is owed nobody is to be restored, whatever the rest says; it is told', async () => {
  const { clock, flow, ask, notes, server } = page({ note: 'live', hint: 'h1' })
  notes.logoutDue.write(3)
  const recalled = outcome(flow.recall())
  await clock.advance(100)
  expect(recalled.value).toBe('none')
  expect(ask).not.toHaveBeenCalled()
  expect(server.counts('POST', '/auth/logout')).toBe(1)
  expect(notes.logoutDue.read()).toBeNull()
})

describe('a session seems over to a page that comes back', () => {
  it('where nothing is noted of it any more', () => {
    const { seemsOver, notes } = page({ note: 'live', hint: 'h1' })
    expect(seemsOver()).toBe(false)
    notes.standing.clear()
    expect(seemsOver()).toBe(true)
  })

  it('where the hint is gone that was there', () => {
    const { seemsOver, setHint } = page({ note: 'live', hint: 'h1' })
    expect(seemsOver()).toBe(false)
    setHint('h2')
    expect(seemsOver()).toBe(false)
    setHint(null)
    expect(seemsOver()).toBe(true)
  })

  it.each<[string, Left]>([
    ['was there', { note: 'live' }],
    ['is part of the contract', { note: 'live', hint: 'h1', hasHints: false }],
  ])('but not for want of a hint where none ever %s', (_case, left) => {
    const { seemsOver, setHint } = page(left)
    expect(seemsOver()).toBe(false)
    setHint(null)
    expect(seemsOver()).toBe(false)
  })
})
