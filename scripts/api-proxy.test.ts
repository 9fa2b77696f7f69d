import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer as createVite } from 'vite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { apiProxy, forPlainHttp } from './api-proxy'

describe('forPlainHttp', () => {
  it.each([
    ['a=1; Path=/; Secure; HttpOnly', 'a=1; Path=/; HttpOnly'],
    ['a=1; secure', 'a=1'],
    ['a=1; SameSite=None; Secure; Partitioned', 'a=1; SameSite=Lax'],
    ['a=Secure; SameSite=Strict', 'a=Secure; SameSite=Strict'],
    ['__Host-a=1; Path=/; Secure', '__Host-a=1; Path=/; Secure'],
  ])('%s → %s', (cookie, expected) => {
    expect(forPlainHttp(cookie)).toBe(expected)
  })
})

describe('apiProxy', () => {
  it('makes the API’s cookies ours, and our calls its own', async () => {
    const api = createServer((request, response) => {
      response.setHeader('Set-Cookie', 'a=1; Domain=api.example.com; Path=/api/auth; Secure; HttpOnly')
      response.end(JSON.stringify({ url: request.url, headers: request.headers }))
    })
    await new Promise<void>((listening) => api.listen(0, '127.0.0.1', listening))
    const target = `http://127.0.0.1:${(api.address() as AddressInfo).port}`
    const vite = await createVite({
      configFile: false,
      logLevel: 'silent',
      optimizeDeps: { noDiscovery: true },
      server: { host: '127.0.0.1', port: 0, hmr: false, proxy: apiProxy('/api', target) },
    })
    await vite.listen()
    onTestFinished(async () => {
      await vite.close()
      api.close()
    })

    const own = `http://127.0.0.1:${(vite.httpServer?.address() as AddressInfo).port}`
    const call = async (origin: string, site: string) => {
      const response = await fetch(`${own}/api/auth/login?x=1`, { headers: { origin, 'sec-fetch-site': site } })
      const { url, headers } = (await response.json()) as { url: string; headers: Record<string, string> }
      return { url, headers, cookie: response.headers.getSetCookie() }
    }
    const ours = await call(own, 'same-origin')
    expect(ours.url).toBe('/api/auth/login?x=1')
    expect(ours.cookie).toEqual(['a=1; Path=/api/auth; HttpOnly'])
    expect(`http://${ours.headers['host']}`).toBe(target)
    expect(ours.headers['origin']).toBe(target)
    expect(ours.headers['x-forwarded-for']).toBe('127.0.0.1')

    // The API is to see a foreign page for what it is.
    const foreign = await call('http://evil.example', 'cross-site')
    expect(foreign.headers['origin']).toBe('http://evil.example')
  })
})
