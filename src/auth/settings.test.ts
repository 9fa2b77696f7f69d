import { describe, expect, it } from 'vitest'
import { createAuthClient, type AuthClientOptions } from '.'
import { nameOf } from './settings'

describe('settings that can’t work', () => {
  const API = 'https://api.example.com'
  const user = { id: '7', username: 'ada', firstName: 'Ada', lastName: 'Lovelace', role: 'admin' }
  const GRANT = { accessToken: 'a.b.c', expiresIn: 900, user }
  it.each<[AuthClientOptions, string]>([
    [{ baseURL: 'localhost:3000/api' }, 'baseURL: "localhost:3000/api" is neither a path nor an http(s) address'],
    [{ baseURL: 'api.example.com:8443/api' }, 'is neither a path nor an http(s) address'],
    [{ baseURL: 'ftp://api.example.com' }, 'is neither a path nor an http(s) address'],
    [{ baseURL: API, refreshTimeout: 0 }, 'refreshTimeout: 0 is no time'],
    [{ baseURL: API, refreshTimeout: -1 }, 'refreshTimeout: -1 is no time'],
    [{ baseURL: API, refreshTimeout: NaN }, 'refreshTimeout: NaN is no time'],
    [{ baseURL: API, refreshTimeout: Infinity }, 'refreshTimeout: Infinity is no time'],
    [{ baseURL: API, tokenStorage: 'local' as never }, 'tokenStorage: "local" is none of memory, session.'],
    [{ baseURL: API, flow: 'access_token' as never }, 'flow: "access_token" is none of refresh-token, access-token.'],
    [{ baseURL: API, initial: { ...GRANT, expiresIn: '900' as never } }, 'initial: expiresIn is not a number.'],
    [
      { baseURL: API, initial: { ...GRANT, user: { ...GRANT.user, id: 7 as never } } },
      'initial: user.id is not a string.',
    ],
    [{ baseURL: API, trustedOrigins: ['api.example.com'] }, 'trustedOrigins: "api.example.com" is not an origin'],
  ])('%j', (options, message) => {
    const create = () => createAuthClient(options)
    expect(create).toThrow(TypeError)
    expect(create).toThrow(message)
  })
})

describe('the name by which tabs and pages know an API', () => {
  const PAGE = 'https://app.example.com/some/where?x#y'
  it.each([
    ['/api', PAGE, 'auth'],
    ['/api/', PAGE, 'auth'],
    ['https://app.example.com/api', PAGE, 'auth'],
    ['/api', null, 'auth'],
    ['', PAGE, 'auth https://app.example.com'],
    ['/admin/api', PAGE, 'auth https://app.example.com/admin/api'],
    ['https://api.example.com/', PAGE, 'auth https://api.example.com'],
    ['HTTPS://API.example.com:443', PAGE, 'auth https://api.example.com'],
    ['https://api.example.com', null, 'auth https://api.example.com'],
  ])('%j on %j is %j', (baseURL, page, name) => {
    expect(nameOf(baseURL, page)).toBe(name)
  })
})
