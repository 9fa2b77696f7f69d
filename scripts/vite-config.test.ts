import { resolveConfig } from 'vite'
import { afterEach, describe, expect, it, vi } from 'vitest'

const SETTINGS = ['VITE_AUTH_FLOW', 'VITE_TOKEN_STORAGE', 'VITE_API_URL', 'VITE_MOCK', 'API_TARGET']

afterEach(() => {
  vi.unstubAllEnvs()
})

const START = {
  dev: ['serve', 'development', false],
  build: ['build', 'production', false],
  demo: ['build', 'demo', false],
  preview: ['serve', 'production', true],
} as const

/** The configuration under these variables alone, whatever is set on this machine. */
async function starts(how: keyof typeof START, env: Readonly<Record<string, string>> = {}) {
  for (const name of SETTINGS) vi.stubEnv(name, '')
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  const [command, mode, isPreview] = START[how]
  const config = await resolveConfig({ logLevel: 'silent' }, command, mode, mode, isPreview)
  const constant = (name: string): unknown => JSON.parse(String(config.define?.[name]))
  return {
    config: constant('__CONFIG__'),
    hasMock: constant('__MOCK__'),
    proxied: Object.keys((isPreview ? config.preview : config.server).proxy ?? {}),
  }
}

const FAR = { VITE_API_URL: 'https://api.example.com' }
const TARGET = { API_TARGET: 'http://localhost:4000' }

describe.each(['dev', 'build', 'demo', 'preview'] as const)('%s', (how) => {
  it('starts with nothing set', async () => {
    expect((await starts(how)).config).toEqual({
      authFlow: 'refresh-token',
      tokenStorage: 'memory',
      apiUrl: '/api',
    })
  })

  it('refuses to start on wrong settings, and names each', async () => {
    const wrong = { VITE_AUTH_FLOW: 'refresh', VITE_API_URL: 'http://localhost:80800', VITE_API_ULR: '/x' }
    await expect(starts(how, wrong)).rejects.toThrow(
      [
        "The settings can't be used.",
        `VITE_API_ULR is not a setting. There are: ${SETTINGS.join(', ')}.`,
        'VITE_AUTH_FLOW is "refresh". Allowed: "refresh-token" or "access-token".',
        'VITE_API_URL is "http://localhost:80800". Allowed: a path such as /api, or an http(s) address.',
      ].join('\n'),
    )
  })
})

describe('the page', () => {
  it('is told what was set', async () => {
    const env = { VITE_AUTH_FLOW: 'access-token', VITE_TOKEN_STORAGE: 'session', VITE_API_URL: '/backend/' }
    expect((await starts('build', env)).config).toEqual({
      authFlow: 'access-token',
      tokenStorage: 'session',
      apiUrl: '/backend',
    })
  })
})

describe('the mock', () => {
  it.each([
    ['dev', {}, true],
    ['dev', { VITE_API_URL: '/backend' }, true],
    ['dev', { VITE_MOCK: 'off' }, false],
    ['dev', TARGET, false],
    ['dev', FAR, false],
    ['dev', { VITE_API_URL: '/' }, false],
    ['build', { VITE_MOCK: 'on' }, false],
    ['preview', {}, false],
    ['demo', { VITE_API_URL: '/backend' }, true],
  ] as const)('%s with %j: %s', async (how, env, expected) => {
    expect((await starts(how, env)).hasMock).toBe(expected)
  })

  it.each([FAR, { VITE_API_URL: '/' }])('can’t answer in a demo with %j', async (env) => {
    await expect(starts('demo', env)).rejects.toThrow(
      `VITE_API_URL is "${env.VITE_API_URL}". Allowed in the demo: a path such as /api.`,
    )
  })
})

describe('the proxy', () => {
  it.each([
    ['dev', {}, []],
    ['dev', TARGET, ['/api/']],
    ['dev', { ...TARGET, VITE_API_URL: '/backend' }, ['/backend/']],
    ['preview', {}, ['/api/']],
    ['preview', FAR, []],
    // As of an .env file for the dev server, beside an address for production.
    ['preview', { ...FAR, ...TARGET }, []],
    ['build', { ...FAR, ...TARGET }, []],
  ] as const)('%s with %j hands on %j', async (how, env, expected) => {
    expect((await starts(how, env)).proxied).toEqual(expected)
  })

  it('is not dropped without a word', async () => {
    await expect(starts('dev', { ...FAR, ...TARGET })).rejects.toThrow(
      'VITE_API_URL is "https://api.example.com". Allowed with API_TARGET, which has no effect otherwise: a path such as /api.',
    )
  })
})
