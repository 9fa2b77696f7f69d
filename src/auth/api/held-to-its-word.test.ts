import { inspect } from 'node:util'
import { AxiosError, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios'
import { describe, expect, it } from 'vitest'
import type { AuthApi, Grant } from './contract'
import { heldToItsWord } from './held-to-its-word'

const GRANT: Grant = {
  accessToken: 'a.b.c',
  expiresIn: 60,
  user: { id: '1', username: 'ada', firstName: 'Ada', lastName: 'Lovelace', role: 'editor' },
}
const CREDENTIALS = { username: 'ada', password: 'secret' }
const SENT = { data: JSON.stringify(CREDENTIALS) } as InternalAxiosRequestConfig
const signal = new AbortController().signal

/** A contract that brings `answer` whatever it is asked. */
function bringing(answer: unknown): AuthApi {
  const bring = () => Promise.resolve(answer as never)
  return heldToItsWord({ hintCookie: 'hint', login: bring, refresh: bring, logout: bring })
}

const user = (changes: object) => ({ ...GRANT, user: { ...GRANT.user, ...changes } })

const FLAWS: [string, unknown, string][] = [
  ['nothing', undefined, 'accessToken is not fit'],
  ['no token', { ...GRANT, accessToken: undefined }, 'accessToken is not fit'],
  ['a token that breaks a header', { ...GRANT, accessToken: 'top secret' }, 'accessToken is not fit'],
  ['a lifetime in words', { ...GRANT, expiresIn: '60' }, 'expiresIn is not a number'],
  ['no user', { ...GRANT, user: undefined }, 'user.id is not a string'],
  ['an id that is a number', user({ id: 7 }), 'user.id is not a string'],
  ['a name that is missing', user({ lastName: null }), 'user.lastName is not a string'],
  ['no role', user({ role: undefined }), 'user.role is not a string'],
]

describe('a contract that keeps its word', () => {
  it('is left as it is, further fields included', async () => {
    const grant = user({ team: 'engines' })
    expect(bringing(grant).hintCookie).toBe('hint')
    expect(await bringing(grant).login(CREDENTIALS, { signal })).toBe(grant)
    expect(await bringing({ ...GRANT, expiresIn: null }).login(CREDENTIALS, { signal })).toMatchObject({
      expiresIn: null,
    })
    for (const answer of [
      { kind: 'granted', grant },
      { kind: 'refused', code: 'expired', cause: null },
      { kind: 'trouble', trouble: 'server', retryAfter: null, cause: null },
    ]) {
      expect(await bringing(answer).refresh({ signal })).toEqual(answer)
    }
    const told = { kind: 'told' }
    expect(await bringing(told).logout({ signal, accessToken: null })).toBe(told)
  })
})

describe('a contract that does not', () => {
  it.each(FLAWS)('fails a sign-in, by the name of what is wrong: %s', async (_name, grant, flaw) => {
    const failed = bringing(grant).login(CREDENTIALS, { signal })
    await expect(failed).rejects.toMatchObject({ name: 'SignInError', failure: 'malformed-answer' })
    await expect(failed).rejects.toThrow(flaw)
    await expect(failed).rejects.not.toThrow('top secret')
  })

  it.each(FLAWS)('puts a refresh off, and ends nothing: %s', async (_name, grant, flaw) => {
    const answer = await bringing({ kind: 'granted', grant }).refresh({ signal })
    expect(answer).toMatchObject({ kind: 'trouble', trouble: 'malformed', retryAfter: null })
    expect(String((answer as { cause?: unknown }).cause)).toContain(flaw)
  })

  it.each([undefined, null, { kind: 'renewed' }, {}])('puts a refresh off that is answered with %j', async (answer) => {
    expect(await bringing(answer).refresh({ signal })).toMatchObject({ kind: 'trouble', trouble: 'malformed' })
  })

  it.each([undefined, 'invalid_grant', 7])('has a refusal asked once more that names no reason: %j', async (code) => {
    const answer = await bringing({ kind: 'refused', code, cause: 'why' }).refresh({ signal })
    expect(answer).toEqual({ kind: 'refused', code: 'unnamed', cause: 'why' })
  })

  it('has trouble that every tab and page can read', async () => {
    const answer = { kind: 'trouble', trouble: 'maintenance', retryAfter: 1000, cause: 'why' }
    const read = { ...answer, trouble: 'malformed' }
    expect(await bringing(answer).refresh({ signal })).toEqual(read)
    expect(await bringing({ ...answer, retryAfter: '1' }).refresh({ signal })).toEqual({ ...read, retryAfter: null })
  })

  it('has a logout told again that is answered with nothing', async () => {
    expect(await bringing(undefined).logout({ signal, accessToken: null })).toEqual({
      kind: 'trouble',
      retryAfter: null,
    })
  })
})

describe('a contract that throws', () => {
  const throwing = (error: unknown) =>
    heldToItsWord({ ...bringing(null), login: () => Promise.reject(error) }).login(CREDENTIALS, { signal })

  it.each([
    ['unreachable', new AxiosError('Network Error', 'ERR_NETWORK', SENT)],
    ['server', new AxiosError('Not Found', 'ERR_BAD_REQUEST', SENT, null, { status: 404 } as AxiosResponse)],
  ])('axios’s own error, which holds the password, fails the sign-in without it: %s', async (failure, error) => {
    const failed = await throwing(error).catch((each: unknown) => each)
    expect(failed).toMatchObject({ name: 'SignInError', failure })
    expect(inspect(failed, { depth: 9 })).not.toContain(CREDENTIALS.password)
  })

  it('an error of its own means something to the app', async () => {
    const asks = new Error('Enter the code that was sent to you.')
    await expect(throwing(asks)).rejects.toBe(asks)
  })
})
