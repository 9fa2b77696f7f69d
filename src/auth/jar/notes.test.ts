import { describe, expect, it } from 'vitest'
import type { Notes } from '../environment/environment'
import { jarNotes } from './notes'

function setUp() {
  const written = new Map<string, string>()
  const notes: Notes = {
    read: (key) => written.get(key) ?? null,
    write(key, value) {
      if (value === null) written.delete(key)
      else written.set(key, value)
    },
    watch: () => () => undefined,
  }
  return { written, notes: jarNotes(notes, 'shop') }
}

const deferred = { attempt: 1, told: 5, delay: 3, soon: 1, trouble: 'server', stated: false } as const
const standing = { generation: 3, serial: 0, startedAt: 7, user: 'u1' }

describe('what is noted', () => {
  it('stands under a key of its own each, of the name that the jar has', () => {
    const { written, notes } = setUp()
    notes.flight.write({ id: 'f', sentAt: 1, hint: null, lostAfter: null, isWaitedFor: false, isUnseen: false })
    notes.standing.write(standing)
    notes.deferred.write(deferred)
    notes.logoutDue.write(3)
    notes.leftover.write('h')
    notes.took.write([1, 2])
    const keys = ['flight', 'standing', 'deferred', 'logout-due', 'leftover', 'took'].map((key) => `shop:${key}`)
    expect([...written.keys()]).toEqual(keys)
    expect(notes.standing.key).toBe('shop:standing')
    expect(notes.flight.read()).toEqual({
      id: 'f',
      sentAt: 1,
      hint: null,
      lostAfter: null,
      isWaitedFor: false,
      isUnseen: false,
    })
    expect(notes.deferred.read()).toEqual(deferred)
    expect([notes.logoutDue.read(), notes.leftover.read(), notes.took.read()]).toEqual([3, 'h', [1, 2]])
    notes.took.clear()
    expect(notes.took.read()).toBeNull()
  })

  it('tells the latest generation and whose it is, and none where there is no note', () => {
    const { notes } = setUp()
    expect([notes.generation(), notes.owner()]).toEqual([0, null])
    notes.standing.write(standing)
    expect([notes.generation(), notes.owner()]).toEqual([3, 'u1'])
  })
})

describe('a storage that is full', () => {
  it('has the place of an earlier flight for the next one, whatever the app wrote since', () => {
    const { written, notes } = setUp()
    const flight = {
      id: '0.6234204673504994',
      sentAt: 1795936432410,
      hint: 'h'.repeat(36),
      lostAfter: null,
      isWaitedFor: false,
      isUnseen: false,
    }
    notes.flight.write({ ...flight, id: '0.5', hint: null })
    const place = written.get('shop:flight')?.length
    notes.flight.clear()
    expect(notes.flight.read()).toBeNull()
    expect(written.get('shop:flight')).toHaveLength(place ?? 0)
    notes.flight.write({ ...flight, lostAfter: 10_025.200000000186, isWaitedFor: true })
    expect(written.get('shop:flight')).toHaveLength(place ?? 0)
    expect(notes.flight.read()).toEqual({ ...flight, lostAfter: 10_025.200000000186, isWaitedFor: true })
  })
})

describe('what others wrote there', () => {
  const most = 100 * 365 * 24 * 3_600_000
  it.each([
    ['a count', 'logoutDue', 2 ** 52, 2 ** 52 + 2],
    ['a count', 'logoutDue', 0, -1],
    ['a count', 'logoutDue', 1, 1.5],
  ] as const)('is taken as %s up to where numbers end (%s)', (_what, cell, good, bad) => {
    const { notes } = setUp()
    notes[cell].write(good)
    expect(notes[cell].read()).toBe(good)
    notes[cell].write(bad)
    expect(notes[cell].read()).toBeNull()
  })

  it.each([
    [{ told: 8.64e15 }, { told: 8.64e15 + 2 }],
    [{ delay: most }, { delay: most + 1 }],
    [{ soon: most }, { soon: most + 1 }],
    [{ trouble: 'timeout' as const }, { trouble: 'bad weather' as never }],
  ])('is a wait that can be waited for: %j, and not %j', (good, bad) => {
    const { notes } = setUp()
    notes.deferred.write({ ...deferred, ...good })
    expect(notes.deferred.read()).toMatchObject(good)
    notes.deferred.write({ ...deferred, ...bad })
    expect(notes.deferred.read()).toBeNull()
  })

  it.each(['', 'null', 'no JSON', '{}', '[]', '"3"'])('is nothing where it is %j', (text) => {
    const { written, notes } = setUp()
    for (const key of ['flight', 'standing', 'deferred', 'logout-due']) written.set(`shop:${key}`, text)
    for (const cell of [notes.flight, notes.standing, notes.deferred, notes.logoutDue]) expect(cell.read()).toBeNull()
  })

  it('of how long refreshes took counts where all of it can be counted', () => {
    const { written, notes } = setUp()
    written.set('shop:took', '[1,"2"]')
    expect(notes.took.read()).toBeNull()
    written.set('shop:took', '{"0":1}')
    expect(notes.took.read()).toBeNull()
  })

  it('of a flight may be of a version that did not yet tell what seems lost', () => {
    const { written, notes } = setUp()
    written.set('shop:flight', '{"id":"f","sentAt":1,"hint":"h"}')
    expect(notes.flight.read()).toEqual({
      id: 'f',
      sentAt: 1,
      hint: 'h',
      lostAfter: null,
      isWaitedFor: false,
      isUnseen: false,
    })
  })
})
