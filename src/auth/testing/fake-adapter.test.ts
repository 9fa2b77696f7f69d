import axios from 'axios'
import { describe, expect, it } from 'vitest'
import { createFakeAdapter } from './fake-adapter'
import { createFakeBrowser } from './fake-browser'
import { createFakeClock } from './fake-clock'
import { createFakeServer } from './fake-server'

function setUp() {
  const clock = createFakeClock()
  const server = createFakeServer(clock)
  const tab = createFakeBrowser(clock).openTab()
  const { accessToken } = server.grant('ada').body
  const http = axios.create({
    baseURL: '/api',
    adapter: createFakeAdapter(server, tab),
    headers: { Authorization: `Bearer ${accessToken}` },
  })
  return { clock, server, tab, http }
}

describe('the fake adapter', () => {
  it('carries method, URL, params, headers and body', async () => {
    const { server, http } = setUp()
    const { data, status } = await http.post<unknown>('/notes', { text: 'hi' }, { params: { page: 2 } })
    expect(status).toBe(200)
    expect(data).toEqual({ method: 'POST', path: '/notes', body: { text: 'hi' }, user: 'ada' })
    expect(server.log).toMatchObject([
      { method: 'POST', path: '/notes', query: '?page=2', body: '{"text":"hi"}', tokenOwner: 'ada', status: 200 },
    ])
    expect(server.log[0]?.headers['content-type']).toBe('application/json')
  })

  it('resolves an absolute URL as the browser does', async () => {
    const { server, http } = setUp()
    await http.get('https://stranger.test/api/../secret')
    await http.get('//stranger.test/other')
    expect(server.log.map(({ origin, path }) => origin + path)).toEqual([
      'https://stranger.test/secret',
      'https://stranger.test/other',
    ])
  })

  it('settles by validateStatus', async () => {
    const { server, http } = setUp()
    server.fail({ status: 404, code: 'not_found' })
    await expect(http.get('/things')).rejects.toMatchObject({
      code: 'ERR_BAD_REQUEST',
      message: 'Request failed with status code 404',
      response: { status: 404, data: { code: 'not_found' } },
    })
    server.fail({ status: 500 })
    await expect(http.get('/things')).rejects.toMatchObject({ code: 'ERR_BAD_RESPONSE' })
    server.fail({ status: 404 })
    expect((await http.get('/things', { validateStatus: () => true })).status).toBe(404)
  })

  it('tells a lost connection', async () => {
    const { server, http } = setUp()
    server.fail({ kind: 'network' })
    await expect(http.get('/things')).rejects.toMatchObject({ code: 'ERR_NETWORK', message: 'Network Error' })
  })

  it('is cancelled by a signal, before and during', async () => {
    const { server, http } = setUp()
    const before = http.get('/things', { signal: AbortSignal.abort() })
    await expect(before).rejects.toSatisfy(axios.isCancel)
    expect(server.log).toHaveLength(0)
    const controller = new AbortController()
    const hold = server.hold('/things')
    const during = http.get('/things', { signal: controller.signal })
    await hold.arrived
    controller.abort()
    await expect(during).rejects.toSatisfy(axios.isCancel)
    hold.release()
  })

  it('times out by the clock, and leaves no timer behind when it does not', async () => {
    const { clock, server, http } = setUp()
    const hold = server.hold('/slow')
    const slow = http.get('/slow', { timeout: 100 }).catch((error: unknown) => error)
    await clock.advance(100)
    expect(await slow).toMatchObject({ code: 'ECONNABORTED', message: 'timeout of 100ms exceeded' })
    hold.release()
    await http.get('/things', { timeout: 100 })
    expect(clock.pending()).toBe(0)
  })

  it('answers no tab that is dead', async () => {
    const { clock, server, tab, http } = setUp()
    const hold = server.hold('/things')
    let settled = false
    void http.get('/things').finally(() => (settled = true))
    await hold.arrived
    tab.kill()
    hold.release()
    await clock.settle()
    expect(settled).toBe(false)
  })

  it('gives a Blob or an ArrayBuffer where one is asked for', async () => {
    const { server, http } = setUp()
    server.reply('GET', '/file', { data: 'x' })
    const { data: blob } = await http.get<Blob>('/file', { responseType: 'blob' })
    expect(await blob.text()).toBe('"x"')
    const { data: buffer } = await http.get<ArrayBuffer>('/file', { responseType: 'arraybuffer' })
    expect(buffer.byteLength).toBe(3)
  })
})
