import { describe, expect, it } from 'vitest'
import {
  AuthError,
  RefreshDeferredError,
  ReplayRefusedError,
  SessionChangedError,
  SessionEndedError,
  SignInError,
  signInTimedOut,
  superseded,
} from './errors'

const cause = new Error('why')

describe('an error of the engine', () => {
  it.each([
    [
      new SessionEndedError('revoked', { cause }),
      'SessionEndedError',
      { reason: 'revoked' },
      /is over \(revoked\).*Sign in/,
    ],
    [new SessionChangedError({ cause }), 'SessionChangedError', {}, /Another session.*not sent/],
    [
      new RefreshDeferredError('server', 42, { cause }),
      'RefreshDeferredError',
      { trouble: 'server', retryAt: 42 },
      /still signed in.*tried again/,
    ],
    [new ReplayRefusedError({ cause }), 'ReplayRefusedError', {}, /only once.*Send it again/],
    [
      new SignInError('server', 'Down.', { cause, retryAfter: 5 }),
      'SignInError',
      { failure: 'server', retryAfter: 5 },
      /^Down\.$/,
    ],
  ])('%s: is told by its class and its name, says what to do, and has its cause', (error, name, parts, message) => {
    expect(error).toBeInstanceOf(AuthError)
    expect(error).toMatchObject({ name, cause, ...parts })
    expect(error.message).toMatch(message)
  })

  it('names no wait where the server named none', () => {
    expect(new SignInError('server', '').retryAfter).toBeNull()
  })

  it('of a sign-in says what came of it', () => {
    expect(superseded()).toMatchObject({
      failure: 'superseded',
      message: expect.stringMatching(/called off/) as string,
    })
    expect(signInTimedOut).toThrow(/not answer in time.*not known/)
  })
})
