import { AxiosError, AxiosHeaders, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios'
import { describe, expect, it, vi } from 'vitest'
import { answerOf, conceal, discard, type Answer } from './answer'
import { ADAPTER, type Request } from './types'

const config = { headers: new AxiosHeaders(), url: '/x' } as InternalAxiosRequestConfig

function response(data: unknown, changes: Partial<AxiosResponse> = {}): AxiosResponse {
  return { data, status: 200, statusText: '', headers: {}, config, request: { secret: 1 }, ...changes }
}

const resolved = (data: unknown): Answer => ({ status: 200, response: response(data), error: null })
const rejected = (data: unknown): Answer => {
  const error = new AxiosError('401', undefined, config, { secret: 1 }, response(data, { status: 401 }))
  return { status: 401, response: null, error }
}

describe('answerOf', () => {
  const send = (adapter: Request[typeof ADAPTER]) => answerOf({ ...config, [ADAPTER]: adapter } as Request)

  it('is what the adapter resolves to', async () => {
    const { request, ...given } = response('ok', { status: 204, duration: 3 } as Partial<AxiosResponse>)
    const answer = await send(() => Promise.resolve({ ...given, request: request as unknown }))
    expect(answer).toEqual({ status: 204, response: given, error: null })
  })

  it.each([
    ['resolved', () => Promise.resolve(response('x'))],
    ['rejected', () => Promise.reject(rejected('x').error as AxiosError)],
  ])('can be asked for its request, and does not print it (%s)', async (_case, adapter) => {
    const { response: resolvedTo, error } = await send(adapter)
    const seen = [resolvedTo, error, (error as AxiosError | null)?.response].filter((each) => each != null)
    expect(seen).not.toEqual([])
    for (const each of seen) {
      expect(each).toHaveProperty('request', { secret: 1 })
      expect(Object.keys(each)).not.toContain('request')
    }
  })

  it('leaves what is rejected as it is where there is nothing to hide', async () => {
    const thrown = await send(() => {
      throw 'a word' as unknown as Error
    })
    expect(thrown).toEqual({ status: null, response: null, error: 'a word' })
    expect(Object.getOwnPropertyNames((await send(() => Promise.reject(new Error('boom')))).error)).not.toContain(
      'request',
    )
  })

  it.each([
    ['an error with an answer', rejected('no').error, 401],
    ['an error without one', new AxiosError('Network Error'), null],
    ['any other error', new Error('boom'), null],
  ])('is what it rejects with: %s', async (_case, error, status) => {
    expect(await send(() => Promise.reject(error as Error))).toEqual({ status, response: null, error })
  })

  it('is what it throws at once', async () => {
    const error = new Error('at once')
    const answer = await send(() => {
      throw error
    })
    expect(answer).toEqual({ status: null, response: null, error })
  })
})

describe('what the caller gets to see', () => {
  it.each([
    ['resolved', resolved('x')],
    ['rejected', rejected('x')],
  ])('has no token, and the headers that were there before (%s)', (_case, answer) => {
    const headers = new AxiosHeaders({ 'X-Mine': '1' })
    const sent = { headers: new AxiosHeaders({ 'X-Mine': '1', 'X-Added': '2', Authorization: 'Bearer secret' }) }
    conceal(answer, sent, headers)
    expect(sent.headers).toBe(headers)
    expect(headers.toJSON()).toEqual({ 'X-Mine': '1', 'X-Added': '2' })
    const seen = [answer.response, answer.error, (answer.error as AxiosError | null)?.response]
    for (const each of seen) if (each) expect(each).toHaveProperty('config', sent)
  })

  it('is left as it is where there is nothing to hide', () => {
    const error = new Error('boom')
    const answer = { status: null, response: null, error }
    conceal(answer, { headers: new AxiosHeaders() }, new AxiosHeaders())
    expect(Object.keys(error)).toEqual([])
    expect(error).not.toHaveProperty('config')
    conceal({ status: null, response: null, error: 'a word' }, { headers: new AxiosHeaders() }, new AxiosHeaders())
  })
})

describe('an answer that nobody will read', () => {
  it.each([
    ['resolved', resolved],
    ['rejected', rejected],
  ])('lets go of its connection (%s)', (_case, answer) => {
    const cancel = vi.fn()
    discard(answer(new ReadableStream({ cancel })))
    expect(cancel).toHaveBeenCalledOnce()
    const destroy = vi.fn()
    discard(answer({ destroy }))
    expect(destroy).toHaveBeenCalledOnce()
  })

  it.each([null, undefined, 'text', { plain: true }])('may hold none: %j', (data) => {
    expect(() => discard(resolved(data))).not.toThrow()
    expect(() => discard(rejected(data))).not.toThrow()
  })

  it('may be no answer at all', () => {
    expect(() => discard({ status: null, response: null, error: new Error('boom') })).not.toThrow()
    expect(() => discard({ status: null, response: null, error: new AxiosError('Network Error') })).not.toThrow()
  })
})
