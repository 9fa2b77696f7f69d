import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from './config'

/** A line each, below the one that says what this is about. */
function problemsOf(env: Record<string, unknown>): readonly string[] {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n').slice(1)
    throw error
  }
  return []
}

describe('readConfig', () => {
  it('has a default for every setting', () => {
    expect(readConfig({})).toEqual({ authFlow: 'refresh-token', tokenStorage: 'memory', apiUrl: '/api' })
  })

  it('reads what is set, and nothing of Vite itself', () => {
    const env = {
      MODE: 'test',
      DEV: true,
      VITE_AUTH_FLOW: 'access-token',
      VITE_TOKEN_STORAGE: 'session',
      VITE_MOCK: 'off',
    }
    expect(readConfig(env)).toMatchObject({ authFlow: 'access-token', tokenStorage: 'session' })
  })

  it('takes an empty variable as not set', () => {
    expect(readConfig({ VITE_AUTH_FLOW: '', VITE_API_URL: '' })).toMatchObject({
      authFlow: 'refresh-token',
      apiUrl: '/api',
    })
  })

  it.each([
    ['/api', '/api'],
    ['/', '/'],
    ['/v1/api/', '/v1/api'],
    ['https://api.example.com/', 'https://api.example.com'],
    ['http://localhost:3000/api', 'http://localhost:3000/api'],
  ])('takes %s as the API’s address', (url, expected) => {
    expect(readConfig({ VITE_API_URL: url }).apiUrl).toBe(expected)
  })

  it.each([
    'api',
    '//evil.example',
    '/\\evil.example',
    'ftp://example.com',
    'https://',
    'javascript:alert(1)',
    '/a b',
    '/api?v=2',
    'https://example.com/#api',
    'http://localhost:80800',
    'https://[::1',
  ])('refuses %s as the API’s address', (url) => {
    expect(problemsOf({ VITE_API_URL: url })).toEqual([
      `VITE_API_URL is ${JSON.stringify(url)}. Allowed: a path such as /api, or an http(s) address.`,
    ])
  })

  it.each(['api.example.com', 'localhost:4000', '//x', 'https://', 'http://localhost:80800'])(
    'refuses %s as a target of the proxy',
    (target) => {
      expect(problemsOf({ API_TARGET: target })).toEqual([
        `API_TARGET is "${target}". Allowed: an http(s) address, such as https://api.example.com.`,
      ])
    },
  )

  it('tells the page nothing of a proxy', () => {
    expect(readConfig({ API_TARGET: 'http://localhost:4000', VITE_MOCK: 'off' })).toEqual(readConfig({}))
  })

  it('says its message alone where an error is printed with its stack', () => {
    expect(new ConfigError(['One.', 'Two.']).stack).toBe("ConfigError: The settings can't be used.\nOne.\nTwo.")
  })

  it('says what is set and what is allowed', () => {
    expect(problemsOf({ VITE_AUTH_FLOW: 'refresh' })).toEqual([
      'VITE_AUTH_FLOW is "refresh". Allowed: "refresh-token" or "access-token".',
    ])
  })

  it('names every wrong setting, a misspelt name too', () => {
    const problems = problemsOf({
      VITE_TOKEN_STORAGE: 'local',
      VITE_AUTH_FLOWS: 'access-token',
      VITE_APP_TITLE: 'mine',
    })
    expect(problems).toHaveLength(2)
    expect(problems[0]).toMatch(/^VITE_AUTH_FLOWS is not a setting\. There are: VITE_AUTH_FLOW, /)
    expect(problems[1]).toBe('VITE_TOKEN_STORAGE is "local". Allowed: "memory" or "session".')
  })
})
