import { describe, expect, it, vi } from 'vitest'
import { createEmitter, report, type LoggedEvent } from './events'

const TOLD = { type: 'logout-told' } as const

describe('an emitter', () => {
  it('tells every listener, with the time, until it wants no more', () => {
    const emitter = createEmitter(() => 42)
    const heard: LoggedEvent[] = []
    const listener = (event: LoggedEvent) => void heard.push(event)
    const stop = [emitter.on(listener), emitter.on(listener)]
    emitter.emit(TOLD)
    expect(heard).toEqual([
      { ...TOLD, at: 42 },
      { ...TOLD, at: 42 },
    ])
    stop[0]?.()
    emitter.emit(TOLD)
    expect(heard).toHaveLength(3)
    emitter.clear()
    emitter.emit(TOLD)
    expect(heard).toHaveLength(3)
  })

  it('does not ask for the time where nobody listens', () => {
    const now = vi.fn(() => 1)
    createEmitter(now).emit(TOLD)
    expect(now).not.toHaveBeenCalled()
  })

  it('tells the others when one throws, and lets the app see the error', () => {
    const tasks: (() => void)[] = []
    vi.stubGlobal('queueMicrotask', (task: () => void) => tasks.push(task))
    const emitter = createEmitter(() => 1)
    const other = vi.fn()
    emitter.on(() => {
      throw new Error('of the app')
    })
    emitter.on(other)
    emitter.emit(TOLD)
    expect(other).toHaveBeenCalledOnce()
    expect(tasks).toHaveLength(1)
    expect(tasks[0]).toThrow('of the app')
  })
})

it('an error that is reported is thrown where no one of ours stands', () => {
  const tasks: (() => void)[] = []
  vi.stubGlobal('queueMicrotask', (task: () => void) => tasks.push(task))
  report(new Error('boom'))
  expect(tasks[0]).toThrow('boom')
})
