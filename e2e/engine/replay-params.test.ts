import { describe, expect, it } from 'vitest'
import type { AuthRequestConfig } from '../../src/auth'
import { start } from './support'

async function replayed(config: AuthRequestConfig, change: () => void) {
  const { auth, api } = await start({ signedInAs: 'ada' })
  await api.control.expireAccessTokens()
  const held = api.hold('/auth/refresh')
  const answer = auth.http.request({ url: '/things', ...config })
  await held.arrived
  change()
  held.release()
  await answer
  const [first, second] = api.to('/things')
  return { first, second }
}

describe('a replay is exact', () => {
  it('also where its params are URLSearchParams that the caller goes on to change', async () => {
    const params = new URLSearchParams({ page: '1' })
    const { first, second } = await replayed({ params }, () => params.set('page', '2'))
    expect(first?.url).toBe('/api/things?page=1')
    expect(second?.url).toBe(first?.url)
  })

  it('also where its serializer says something else each time it is asked (a nonce, a signature)', async () => {
    let nonce = 0
    const paramsSerializer = { serialize: () => `nonce=${++nonce}` }
    const { first, second } = await replayed({ params: { a: 1 }, paramsSerializer }, () => undefined)
    expect(second?.url).toBe(first?.url)
  })

  const transformRequest = (data: unknown) => data
  it('also where a body that no transform has touched is a view', async () => {
    const data = new Uint16Array([1, 2, 3])
    const config = { method: 'post', data, transformRequest, adapter: 'fetch' } as const
    const { first, second } = await replayed(config, () => data.fill(9))
    expect(second?.body).toEqual(first?.body)
  })

  it('or URLSearchParams', async () => {
    const data = new URLSearchParams({ a: '1' })
    const config = { method: 'post', data, transformRequest, adapter: 'fetch' } as const
    const { first, second } = await replayed(config, () => data.set('a', '2'))
    expect(first?.body.toString()).toBe('a=1')
    expect(second?.body).toEqual(first?.body)
  })
})
