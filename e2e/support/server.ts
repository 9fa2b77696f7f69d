import { readFileSync, statSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, resolve, sep } from 'node:path'
import { createMockApi, type MockApiOptions } from '../../mocks/api'
import type { Control } from '../../mocks/control'
import { apiListener } from '../../mocks/http'
import { contentSecurityPolicy } from '../../scripts/policy'

const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
}

export interface Server {
  readonly url: string
  readonly control: Control
  close(): Promise<void>
}

/** A production build and its API on one origin, as a deployment has them: policy, and index.html for every address. */
export async function startServer(outDir: string, options: MockApiOptions = {}): Promise<Server> {
  const root = resolve(outDir)
  const api = createMockApi(options)
  const answerApi = apiListener(api)
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname.startsWith('/api/')) answerApi(request, response)
    else serveFile(root, decodeURI(pathname), response)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    control: api.control,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

function serveFile(root: string, pathname: string, response: ServerResponse): void {
  const asked = join(root, pathname)
  const isThere = asked.startsWith(root + sep) && statSync(asked, { throwIfNoEntry: false })?.isFile()
  // A chunk that is not there must not be answered with a page.
  if (!isThere && pathname.startsWith('/assets/')) {
    response.writeHead(404).end()
    return
  }
  const file = isThere ? asked : join(root, 'index.html')
  const type = TYPES[extname(file)] ?? 'application/octet-stream'
  response.setHeader('Content-Type', type)
  if (file.endsWith('.html')) response.setHeader('Content-Security-Policy', contentSecurityPolicy)
  response.end(readFileSync(file))
}
