import { AxiosError, AxiosHeaders, type AxiosResponse } from 'axios'
import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { RefreshDeferredError, SessionChangedError, SessionEndedError } from '../../auth'
import { ForbiddenError } from './forbidden-error'
import { NotFoundError } from './not-found-error'
import { problemOf, waitOf } from './problem'

function answered(status: number, said: Record<string, string> = {}): AxiosError {
  const config = { headers: new AxiosHeaders() }
  const response: AxiosResponse = { status, statusText: '', headers: said, config, data: null }
  return new AxiosError('refused', undefined, config, null, response)
}

describe('problemOf', () => {
  it.each([
    ['our own 403', new ForbiddenError(), 'forbidden'],
    ['the API’s 403', answered(403), 'forbidden'],
    ['an unknown address', new NotFoundError(), 'not-found'],
    ['the API’s 404', answered(404), 'missing'],
    ['a renewal that must wait', new RefreshDeferredError('network', 0), 'unreachable'],
    ['no answer', new AxiosError('Network Error', AxiosError.ERR_NETWORK), 'unreachable'],
    ['the API’s 429', answered(429), 'busy'],
    ['the API’s 503', answered(503), 'server'],
    ['a session that ended', new SessionEndedError('expired'), 'session-over'],
    ['another user', new SessionChangedError(), 'session-over'],
    ['a second 401', answered(401), 'not-accepted'],
    [
      'a chunk that is gone (Chromium)',
      new TypeError('Failed to fetch dynamically imported module: /a.js'),
      'outdated',
    ],
    ['a chunk that is gone (Firefox)', new TypeError('error loading dynamically imported module: /a.js'), 'outdated'],
    ['a chunk that is gone (Safari)', new TypeError('Importing a module script failed.'), 'outdated'],
    ['a style sheet that is gone', new Error('Unable to preload CSS for /a.css'), 'outdated'],
    ['an answer of something else', new v.ValiError(v.safeParse(v.string(), 1).issues!), 'malformed'],
    ['a bug', new TypeError('x is undefined'), 'unknown'],
    ['the API’s 400', answered(400), 'unknown'],
    ['what is no error', 'boom', 'unknown'],
  ])('%s', (_name, error, problem) => {
    expect(problemOf(error)).toBe(problem)
  })
})

describe('waitOf', () => {
  const at = Date.parse('2030-01-01T00:00:00Z')
  it.each([
    ['seconds', answered(429, { 'retry-after': '30' }), 30_000],
    ['a moment', answered(429, { 'retry-after': 'Tue, 01 Jan 2030 00:00:20 GMT' }), 20_000],
    ['nothing', answered(429), null],
    ['no answer', new AxiosError('Network Error', AxiosError.ERR_NETWORK), null],
  ])('%s', (_name, error, wait) => {
    expect(waitOf({ error, at })).toBe(wait)
  })
})
