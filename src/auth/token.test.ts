import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { User } from './api/contract'
import { isNewer, tokenOf } from './token'

const user: User = { id: 'u1', username: 'ada', firstName: 'Ada', lastName: 'Lovelace', role: 'admin' }

const jwt = (claims: unknown) => `eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`

const lifetimeOf = (accessToken: string, expiresIn: number | null = null) =>
  tokenOf({ accessToken, expiresIn, user }, 0).lifetime

describe('how long a token lives', () => {
  it.each([
    ['what the server states', { iat: 1000, exp: 1900 }, 60, 60_000],
    ['exp − iat, when it states 0', { iat: 1000, exp: 1900 }, 0, 900_000],
    ['no known end, when it states 0 and nothing else does', {}, 0, null],
    ['a fraction of a second, when it states one', {}, 0.5, 500],
    ['exp − iat, when it states nothing', { iat: 1000, exp: 1900 }, null, 900_000],
    ['exp − iat, when it states nonsense', { iat: 1000, exp: 1900 }, -1, 900_000],
    ['exp − iat, when it states no number', { iat: 1000, exp: 1900 }, NaN, 900_000],
    ['exp − iat, also of a fraction', { iat: 1000.25, exp: 1001 }, null, 750],
    ['60 days', { iat: 0, exp: 5_184_000 }, null, 5_184_000_000],
    ['no known end, without exp', { iat: 1000 }, null, null],
    ['no known end, without iat: exp alone would need the device’s clock', { exp: 1900 }, null, null],
    ['no known end, with exp before iat', { iat: 1900, exp: 1000 }, null, null],
    ['no known end, with exp at iat', { iat: 1000, exp: 1000 }, null, null],
    ['no known end, with claims of the wrong type', { iat: '1000', exp: '1900' }, null, null],
  ])('%s', (_case, claims, expiresIn, lifetime) => {
    expect(lifetimeOf(jwt(claims), expiresIn)).toBe(lifetime)
  })

  it.each([
    ['exp alone, counted from when the server says that it granted it', { exp: 1900 }, 1000, 900_000],
    ['iat all the same, where there is one', { iat: 1500, exp: 1900 }, 1000, 400_000],
    ['no known end, granted after its end', { exp: 1900 }, 1900, null],
  ])('%s', (_case, claims, grantedAt, lifetime) => {
    expect(tokenOf({ accessToken: jwt(claims), expiresIn: null, grantedAt, user }, 0).lifetime).toBe(lifetime)
  })

  it.each([
    ['opaque', 'c2VjcmV0'],
    ['empty', ''],
    ['of two dots and nothing', '..'],
    ['not base64', 'a.%%%.c'],
    ['not JSON', `a.${Buffer.from('{"exp":').toString('base64url')}.c`],
    ['no object', jwt(null)],
    ['a list', jwt([1, 2])],
    ['a number', jwt(7)],
  ])('of one that is %s: what the server states, else no known end', (_case, value) => {
    expect(lifetimeOf(value)).toBeNull()
    expect(lifetimeOf(value, 60)).toBe(60_000)
  })

  it.each([Number.MAX_SAFE_INTEGER, 1e300, 100 * 365 * 24 * 3600])('%d s: for ever', (expiresIn) => {
    expect(lifetimeOf('opaque', expiresIn)).toBeNull()
    expect(lifetimeOf(jwt({ iat: 0, exp: expiresIn }))).toBeNull()
    expect(lifetimeOf('opaque', 99 * 365 * 24 * 3600)).toBe(99 * 365 * 24 * 3_600_000)
  })

  it('never throws, and is never negative or NaN', () => {
    const claims = fc.record({ iat: fc.anything(), exp: fc.anything() }, { requiredKeys: [] })
    const values = fc.oneof(
      fc.string(),
      claims.map((each) => jwt(each)),
    )
    fc.assert(
      fc.property(values, fc.option(fc.double()), (value, expiresIn) => {
        const lifetime = lifetimeOf(value, expiresIn)
        expect(lifetime === null || lifetime >= 0).toBe(true)
      }),
    )
  })
})

it('counts from the moment the request was sent', () => {
  expect(tokenOf({ accessToken: 'opaque', expiresIn: 60, user }, 1234)).toEqual({
    value: 'opaque',
    lifetime: 60_000,
    sentAt: 1234,
  })
})

describe('a grant is newer than the token that there is', () => {
  const same = jwt({ iat: 1000, exp: 1900 })
  it.each([
    ['where it brings another', 'opaque', null, 'before', true],
    ['where it prolongs the very same, that is opaque, and says for how long', 'opaque', 60, 'opaque', true],
    ['not where it says nothing of the very same', 'opaque', null, 'opaque', false],
    ['not where it brings the very same JWT, whatever it says', same, 60, same, false],
  ])('%s', (_case, accessToken, expiresIn, value, expected) => {
    expect(isNewer({ accessToken, expiresIn, user }, { value, lifetime: null, sentAt: 0 })).toBe(expected)
  })
})
