import axios from 'axios'
import { afterEach, describe, expect, it } from 'vitest'
import { createOrigins } from './origins'

const PAGE = 'https://app.test/inside/page'

const of = (baseURL = '/api', trusted: readonly string[] = [], page: string | null = PAGE) =>
  createOrigins(baseURL, trusted, () => page)

afterEach(() => {
  delete axios.defaults.baseURL
})

describe('where the token goes', () => {
  it.each([
    ['a path of the base', '/api', { baseURL: '/api', url: '/users' }, true],
    ['a relative one', '/api', { baseURL: '/api', url: 'users' }, true],
    ['the base itself', '/api', { baseURL: '/api' }, true],
    ['another base on the origin', '/api', { baseURL: '/other', url: '/users' }, true],
    ['no base, on the page’s origin', '/api', { url: '/users' }, true],
    ['the whole address of the origin', '/api', { baseURL: '/api', url: 'https://app.test/x' }, true],
    ['in capitals, with the port named', '/api', { baseURL: '/api', url: 'HTTPS://APP.TEST:443/x' }, true],
    ['another origin', '/api', { baseURL: '/api', url: 'https://evil.test/users' }, false],
    ['another origin with no scheme', '/api', { baseURL: '/api', url: '//evil.test/users' }, false],
    ['with a backslash', '', { baseURL: '', url: '/\\evil.test/users' }, false],
    ['with a tab in it', '', { baseURL: '', url: '/\t/evil.test/users' }, false],
    ['another scheme', '/api', { baseURL: '/api', url: 'http://app.test/users' }, false],
    ['another port', '/api', { baseURL: '/api', url: 'https://app.test:8443/users' }, false],
    ['a name before the host', '/api', { baseURL: '/api', url: 'https://app.test@evil.test/users' }, false],
    ['a base of another origin', '/api', { baseURL: 'https://evil.test', url: '/users' }, false],
    ['an address that can’t be resolved', '/api', { baseURL: '/api', url: 'https://' }, false],
    ['a scheme that has no origin', '/api', { url: 'data:text/plain,x' }, false],
    ['a scheme that only ends like one', '/api', { baseURL: '/api', url: 'xhttps://app.test/users' }, false],
    [
      'absolute, where those are appended to the base',
      '/api',
      { baseURL: '/api', url: 'https://evil.test/', allowAbsoluteUrls: false },
      true,
    ],
  ])('%s', (_case, baseURL, target, expected) => {
    expect(of(baseURL).isTrusted(target)).toBe(expected)
  })

  it('is to the API’s own origin, not to the page’s', () => {
    const origins = of('https://api.test/v1')
    expect(origins.isTrusted({ baseURL: 'https://api.test/v1', url: '/users' })).toBe(true)
    expect(origins.isTrusted({ url: '/users' })).toBe(false)
  })

  it('is to those that are named', () => {
    const origins = of('/api', ['https://files.test', 'http://localhost:3000/path'])
    expect(origins.isTrusted({ url: 'https://files.test/x' })).toBe(true)
    expect(origins.isTrusted({ url: 'http://localhost:3000/x' })).toBe(true)
    expect(origins.isTrusted({ url: 'https://localhost:3000/x' })).toBe(false)
  })

  it.each([
    'files.test',
    '',
    '*',
    'https://',
    'https://ada@files.test',
    'ftp://files.test',
    'xhttps://files.test',
    'https-x://files.test',
  ])('refuses the name “%s”, and says how to write it', (name) => {
    expect(() => of('/api', [name])).toThrow(
      new TypeError(`trustedOrigins: "${name}" is not an origin. Write it as "https://api.example.com".`),
    )
  })

  it('is nowhere with a relative address where there is no page, but to itself', () => {
    const origins = of('/api', [], null)
    expect(origins.isTrusted({ baseURL: '/api', url: '/users' })).toBe(true)
    expect(origins.isTrusted({ baseURL: '/api', url: 'https://app.test/users' })).toBe(false)
  })

  it('is not where the page’s base address is moved to', () => {
    let page = PAGE
    const origins = createOrigins('/api', [], () => page)
    expect(origins.isTrusted({ baseURL: '/api', url: '/users' })).toBe(true)
    page = 'https://evil.test/'
    expect(origins.isTrusted({ baseURL: '/api', url: '/users' })).toBe(false)
  })

  it('does not follow the defaults of axios, which are anybody’s to change', () => {
    axios.defaults.baseURL = 'https://app.test/'
    expect(of('https://api.test/').isTrusted({ url: 'users' })).toBe(false)
  })
})

it('names the origin of an address, none of what has none', () => {
  const { originOf } = of()
  expect(originOf({ baseURL: '/api', url: 'https://evil.test/secret?token=1' })).toBe('https://evil.test')
  expect(originOf({ url: 'https://' })).toBeNull()
  expect(originOf({ url: 'mailto:ada@app.test' })).toBeNull()
})
