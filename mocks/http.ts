import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { problem } from './answer'
import { createMockApi, type MockApi, type MockApiOptions } from './api'
import { type ApiCall, pathBelow } from './call'
import type { Control } from './control'
import { cookieIn, REFRESH_COOKIE, serializeCookie } from './cookies'
import type { Outcome } from './faults'

export interface HttpApiOptions extends MockApiOptions {
  /** 0: any free one. */
  readonly port?: number
  readonly host?: string
  readonly basePath?: string
}

export interface HttpApi {
  /** The origin, without the base path: what a proxy is pointed at. */
  readonly url: string
  readonly basePath: string
  readonly control: Control
  /** Breaks open connections, answers that hang included. */
  close(): Promise<void>
}

/** The API as a real HTTP server, on the loopback interface unless told otherwise. */
export async function startHttpApi({
  port = 0,
  host = '127.0.0.1',
  basePath = '/api',
  ...options
}: HttpApiOptions = {}): Promise<HttpApi> {
  const api = createMockApi({ cookiePath: `${basePath}/auth`, ...options })
  const server = createServer(apiListener(api, basePath))
  const address = await listening(server, port, host)
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return { url: `http://${name}:${address.port}`, basePath, control: api.control, close: () => closed(server) }
}

/** For a server that serves more than the API, such as a production build beside it. */
export function apiListener(api: MockApi, basePath = '/api'): RequestListener {
  return (request, response) => {
    answerTo(api, basePath, request)
      .then((outcome) => write(outcome, request, response))
      .catch((error: unknown) => {
        // Who went away in mid-request needs no answer; anything else is a bug of the mock.
        if (request.destroyed && !request.complete) return
        console.error(error)
        if (!response.headersSent) response.writeHead(500)
        response.end()
      })
  }
}

async function answerTo(api: MockApi, basePath: string, request: IncomingMessage): Promise<Outcome> {
  const [pathname = ''] = (request.url ?? '').split('?')
  const path = pathBelow(basePath, pathname)
  if (path === null) return problem(404, 'not_found', `The API is below ${basePath}/.`)
  return api.handle(await callOf(request, path))
}

async function callOf(request: IncomingMessage, path: string): Promise<ApiCall> {
  const { headers, socket } = request
  return {
    method: request.method ?? 'GET',
    path,
    authorization: headers.authorization ?? null,
    refreshToken: cookieIn(headers.cookie, REFRESH_COOKIE),
    body: await text(request),
    userAgent: headers['user-agent'] ?? 'unknown',
    ip: forwarded(request, 'x-forwarded-for') ?? socket.remoteAddress ?? 'unknown',
    secure: forwarded(request, 'x-forwarded-proto') === 'https' || 'encrypted' in socket,
  }
}

function write(outcome: Outcome, request: IncomingMessage, response: ServerResponse): void {
  if (outcome === 'hang') return
  if (outcome === 'reset') {
    request.socket.resetAndDestroy()
    return
  }
  const { status, headers, body, cookies } = outcome
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  if (cookies.length > 0) response.setHeader('Set-Cookie', cookies.map(serializeCookie))
  if (body !== null) response.setHeader('Content-Length', Buffer.byteLength(body))
  response.writeHead(status).end(body ?? undefined)
}

/** The first of a list is the one nearest to the person. */
function forwarded(request: IncomingMessage, name: string): string | undefined {
  return (
    String(request.headers[name] ?? '')
      .split(',')[0]
      ?.trim() || undefined
  )
}

function listening(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve(server.address() as AddressInfo))
  })
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()))
    server.closeAllConnections()
  })
}
