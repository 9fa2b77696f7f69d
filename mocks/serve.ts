import { parseArgs } from 'node:util'
import { type HttpApi, startHttpApi } from './http'
import type { Flow } from './options'

export const usage = `Serves the mock API over HTTP, and the client with it.

  --port <number>               4000; 0 for any free one
  --host <address>              127.0.0.1
  --access-token-ttl <seconds>  60, or 3600 in the access-token flow
  --refresh-token-ttl <seconds> 604800
  --no-client                   the API alone, without Vite's dev server

The flow and the path are the client's: VITE_AUTH_FLOW, VITE_API_URL.`

/** `npm run dev:api`: the API as the command line and the environment ask for it. */
export async function serve(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<HttpApi> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      port: { type: 'string', default: '4000' },
      host: { type: 'string', default: '127.0.0.1' },
      'access-token-ttl': { type: 'string' },
      'refresh-token-ttl': { type: 'string', default: '604800' },
    },
  })
  const accessTokenTtl = values['access-token-ttl']
  return startHttpApi({
    port: number('port', values.port),
    host: values.host,
    basePath: path(env['VITE_API_URL'] || '/api'),
    flow: flow(env['VITE_AUTH_FLOW'] || 'refresh-token'),
    accessTokenTtl: accessTokenTtl === undefined ? null : number('access-token-ttl', accessTokenTtl),
    refreshTokenTtl: number('refresh-token-ttl', values['refresh-token-ttl']),
  })
}

function number(name: string, value: string): number {
  if (!/^\d+$/.test(value)) throw new Error(`--${name} must be a whole number, not "${value}".`)
  return Number(value)
}

function path(value: string): string {
  // Below the root, the page itself would be the API's.
  if (!/^\/[^/\\\s?#][^\s?#]*$/.test(value))
    throw new Error(`VITE_API_URL must be a path such as /api, not "${value}".`)
  return value.replace(/\/+$/, '')
}

function flow(value: string): Flow {
  if (value !== 'refresh-token' && value !== 'access-token') {
    throw new Error(`VITE_AUTH_FLOW must be refresh-token or access-token, not "${value}".`)
  }
  return value
}
