import axios, { AxiosError, CanceledError } from 'axios'
import { describe, expect, it } from 'vitest'
import { createFakeClock, openPromise } from '../testing'
import { outcome } from '../testing/scenes'
import { timeoutError, within } from './waiting'

describe('timeoutError', () => {
  it.each([
    [{ timeout: 200 }, 'timeout of 200ms exceeded', 'ECONNABORTED'],
    [{ timeout: 0 }, 'timeout exceeded', 'ECONNABORTED'],
    [{}, 'timeout exceeded', 'ECONNABORTED'],
    [{ timeout: 200, timeoutErrorMessage: 'Too slow' }, 'Too slow', 'ECONNABORTED'],
    [{ timeout: 200, transitional: { clarifyTimeoutError: true } }, 'timeout of 200ms exceeded', 'ETIMEDOUT'],
    [{ timeout: 200, transitional: {} }, 'timeout of 200ms exceeded', 'ECONNABORTED'],
  ])('%j', (config, message, code) => {
    const error = timeoutError(config)
    expect(error).toBeInstanceOf(AxiosError)
    expect(error).toMatchObject({ message, code, config })
  })
})

describe('a wait', () => {
  function setUp(config: Parameters<typeof within>[1] = {}, remaining: number | null = null) {
    const clock = createFakeClock()
    const work = openPromise<string>()
    let begun = 0
    const waited = outcome(
      within(clock, config, remaining, () => {
        begun += 1
        return work.promise
      }),
    )
    return { clock, work, waited, begun: () => begun }
  }

  it('ends with the work, and leaves nothing behind', async () => {
    const listeners = new Set<unknown>()
    const signal = {
      aborted: false,
      addEventListener: (type: string, listener: unknown) => listeners.add(type === 'abort' ? listener : null),
      removeEventListener: (type: string, listener: unknown) => listeners.delete(type === 'abort' ? listener : null),
    }
    const { clock, work, waited } = setUp({ signal }, 1000)
    expect(listeners.size).toBe(1)
    work.resolve('done')
    await clock.settle()
    expect(waited.value).toBe('done')
    expect(listeners.size).toBe(0)
    expect(clock.pending()).toBe(0)
  })

  it('fails with the work', async () => {
    const { clock, work, waited } = setUp({}, 1000)
    work.reject(new Error('boom'))
    await clock.settle()
    expect(waited.error).toEqual(new Error('boom'))
    expect(clock.pending()).toBe(0)
  })

  it('ends with the time that is left, in the words of what was given', async () => {
    const { clock, waited } = setUp({ timeout: 500 }, 200)
    await clock.advance(199)
    expect(waited.error).toBeUndefined()
    await clock.advance(1)
    expect(waited.error).toMatchObject({ code: 'ECONNABORTED', message: 'timeout of 500ms exceeded' })
  })

  it.each([2 ** 31, null])('has no end where no timer could hold it (%s)', (remaining) => {
    expect(setUp({}, remaining).clock.pending()).toBe(0)
  })

  it('ends with an abort', async () => {
    const controller = new AbortController()
    const { clock, waited } = setUp({ signal: controller.signal }, 1000)
    await clock.settle()
    expect(waited.error).toBeUndefined()
    controller.abort()
    await clock.settle()
    expect(axios.isCancel(waited.error)).toBe(true)
    expect(clock.pending()).toBe(0)
  })

  it('does not begin where it is aborted already', async () => {
    const { clock, waited, begun } = setUp({ signal: AbortSignal.abort() })
    await clock.settle()
    expect(waited.error).toBeInstanceOf(CanceledError)
    expect(begun()).toBe(0)
  })

  it('takes a signal that tells of nothing', async () => {
    const { clock, work, waited } = setUp({ signal: { aborted: false } })
    work.resolve('done')
    await clock.settle()
    expect(waited.value).toBe('done')
  })

  it('ends with a cancel token, and lets go of it', async () => {
    const source = axios.CancelToken.source()
    const { clock, waited } = setUp({ cancelToken: source.token })
    source.cancel('enough')
    await clock.settle()
    expect(waited.error).toMatchObject({ message: 'enough' })
  })
})
