import type { ProxyOptions } from 'vite'

/** Hands every call below `path` to another server, so that the page and its API share an origin as in production. */
export function apiProxy(path: string, target: string): Record<string, ProxyOptions> {
  const { origin, protocol } = new URL(target)
  return {
    [`${path}/`]: {
      target,
      changeOrigin: true,
      // An https API that hears of plain http would redirect to https, or refuse.
      xfwd: protocol === 'http:',
      cookieDomainRewrite: '',
      configure: (proxy) => {
        proxy.on('proxyReq', (request, incoming) => {
          // The API would refuse our origin, or take the call for one from a foreign page. A foreign page's stays as it is.
          if (incoming.headers['sec-fetch-site'] === 'same-origin' && incoming.headers.origin) {
            request.setHeader('origin', origin)
          }
        })
        proxy.on('proxyRes', ({ headers }) => {
          if (headers['set-cookie']) headers['set-cookie'] = headers['set-cookie'].map(forPlainHttp)
        })
      },
    },
  }
}

/** As a browser that takes `Secure` at its word keeps it from http://localhost too. A `__Host-` name can't do without. */
export function forPlainHttp(cookie: string): string {
  if (/^\s*__(Host|Secure)-/i.test(cookie)) return cookie
  return cookie
    .replaceAll(/;\s*(Secure|Partitioned)\s*(?=;|$)/gi, '')
    .replace(/;\s*SameSite\s*=\s*None\s*(?=;|$)/i, '; SameSite=Lax')
}
