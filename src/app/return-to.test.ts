import { describe, expect, it } from 'vitest'
import { safeReturnTo, signInAddress } from './return-to'

describe('safeReturnTo', () => {
  it.each([
    '/',
    '/users',
    '/users?q=ada&sort=name#list',
    '/users?q=%2F%2Fexample.com',
    '/users?next=https://example.com',
    '/users#//example.com',
    '/a/b/c',
    '/caf%C3%A9',
    '/login-help',
    '/a%20b',
    '/50%25',
  ])('keeps %s', (path) => {
    expect(safeReturnTo(path)).toBe(path)
  })

  it('keeps letters of any language, as a browser writes them', () => {
    expect(safeReturnTo('/café')).toBe('/caf%C3%A9')
  })

  it.each([
    ['nothing', null],
    ['undefined', undefined],
    ['an empty text', ''],
    ['a relative path', 'users'],
    ['a dot path', './users'],
    ['two slashes', '//evil.example'],
    ['three slashes', '///evil.example'],
    ['slash and backslash', '/\\evil.example'],
    ['two backslashes', '\\\\evil.example'],
    ['backslash and slash', '\\/evil.example'],
    ['a backslash further on', '/users\\..\\..\\evil'],
    ['https', 'https://evil.example'],
    ['https without slashes', 'https:evil.example'],
    ['http in capitals', 'HTTP://evil.example'],
    ['javascript', 'javascript:alert(1)'],
    ['javascript with a tab', 'java\tscript:alert(1)'],
    ['data', 'data:text/html,hi'],
    ['a leading space', ' //evil.example'],
    ['a leading tab', '\t//evil.example'],
    ['a tab between the slashes', '/\t/evil.example'],
    ['a line end between the slashes', '/\n/evil.example'],
    ['a carriage return between the slashes', '/\r/evil.example'],
    ['a null character', '/\0/evil.example'],
    ['a C1 control', '/\u0085/evil.example'],
    ['dots that resolve to two slashes', '/..//evil.example'],
    ['dots further on', '/users/..//evil.example'],
    ['encoded dots', '/%2e%2e//evil.example'],
    ['an encoded slash', '/%2fevil.example'],
    ['an encoded slash in capitals', '/%2Fevil.example'],
    ['two encoded slashes', '%2f%2fevil.example'],
    ['an encoded backslash', '/%5cevil.example'],
    ['a slash encoded twice', '/%252fevil.example'],
    ['a slash encoded three times', '/%25252fevil.example'],
    ['a slash encoded twice before a broken escape', '/%252fevil.example%25zz'],
    ['an encoded tab', '/%09/evil.example'],
    ['an encoded line end', '/%0d%0aSet-Cookie:x'],
    ['a broken escape', '/%zz'],
    ['encoded https', 'https%3a%2f%2fevil.example'],
    ['user info', '//user@evil.example'],
    ['the sign-in page', '/login'],
    ['the sign-in page with a slash', '/login/'],
    ['the sign-in page, nested', '/login?returnTo=/login'],
  ])('goes home for %s', (_name, raw) => {
    expect(safeReturnTo(raw)).toBe('/')
  })

  it('never gives an address that a browser would read as leaving the origin', () => {
    const pieces = ['/', '\\', '.', '..', '%2f', '%5c', '%2e', '\t', '@', ':', 'evil.example', '?', '#']
    for (const a of pieces)
      for (const b of pieces)
        for (const c of pieces)
          for (const d of pieces) {
            const safe = safeReturnTo(a + b + c + d)
            expect(new URL(safe, 'https://here.example').origin).toBe('https://here.example')
            expect(safe).toMatch(/^\/(?![/\\])/)
          }
  })
})

describe('signInAddress', () => {
  it('carries path, query and hash', () => {
    expect(signInAddress('/users?q=a&b#x')).toBe('/login?returnTo=%2Fusers%3Fq%3Da%26b%23x')
  })

  it('is bare where the way back is home', () => {
    expect(signInAddress('/')).toBe('/login')
  })

  it('is undone by reading the parameter', () => {
    const address = signInAddress('/users?q=%26#a?b')
    expect(safeReturnTo(new URLSearchParams(address.split('?')[1]).get('returnTo'))).toBe('/users?q=%26#a?b')
  })
})
