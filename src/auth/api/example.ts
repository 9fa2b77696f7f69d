import { jwtDecode } from 'jwt-decode'
import { SignInError } from '../errors'
import type { AuthApi, Credentials, Grant, LogoutAnswer, RefreshAnswer } from './contract'
import { parseRetryAfter } from './retry-after'
import { trouble } from './trouble'

/**
 * Another contract, to begin yours with: answers in OAuth 2's words (`access_token`, RFC 6749 section 5), who is signed in told
 * by the token's claims, no companion cookie. `createAuthClient({ baseURL, api: exampleApi(baseURL) })`.
 *
 * @param baseURL a path on the page's origin, or an http(s) address
 */
export function exampleApi(baseURL: string): AuthApi {
  function post(path: string, given: RequestInit): Promise<Response> {
    // The cookie goes along to an API on another origin too.
    return fetch(`${baseURL}${path}`, { method: 'POST', credentials: 'include', ...given })
  }

  return {
    hintCookie: null,

    async login(credentials, { signal }) {
      const headers = { 'Content-Type': 'application/json' }
      const answer = await post('/token', { signal, headers, body: bodyOf(credentials) }).catch(() => null)
      if (answer === null) throw new SignInError('unreachable', 'The server can’t be reached.')
      const grant = answer.ok ? await grantOf(answer) : null
      if (grant !== null) return grant
      if (answer.ok) throw new SignInError('malformed-answer', 'The answer of the server is not what it should be.')
      if (answer.status === 429) {
        throw new SignInError('rate-limited', 'Too many attempts to sign in.', { retryAfter: waitOf(answer) })
      }
      // By its own word: a proxy's 401 says nothing of the password.
      if ((await errorOf(answer)) === 'invalid_grant') {
        throw new SignInError('invalid-credentials', 'The username or the password is wrong.')
      }
      throw new SignInError('server', `The server has a problem (${answer.status}).`)
    },

    async refresh({ signal }): Promise<RefreshAnswer> {
      try {
        // The cookie that it brings must land though the page is reloaded: `keepalive`.
        const answer = await post('/token/refresh', { signal, keepalive: true })
        if (answer.ok) {
          const grant = await grantOf(answer)
          return grant === null ? trouble('malformed') : { kind: 'granted', grant }
        }
        // A session ends by the API's own word, and by nothing else: whatever is no such word is tried again.
        const error = await errorOf(answer)
        if (error === 'invalid_grant') return { kind: 'refused', code: 'expired', cause: null }
        // There was no cookie (RFC 6749 section 5.2: a parameter is missing). Yours may say it otherwise: whose browser has none
        // gets to see the sign-in page by this alone.
        if (error === 'invalid_request') return { kind: 'refused', code: 'missing', cause: null }
        return trouble(answer.status === 429 ? 'rate-limited' : 'server', null, waitOf(answer))
      } catch (cause) {
        return trouble('network', cause)
      }
    },

    async logout({ signal }): Promise<LogoutAnswer> {
      const answer = await post('/token/revoke', { signal, keepalive: true }).catch(() => null)
      return answer !== null && (await isToldBy(answer))
        ? { kind: 'told' }
        : { kind: 'trouble', retryAfter: answer && waitOf(answer) }
    },
  }
}

const bodyOf = ({ username, password }: Credentials) => JSON.stringify({ username, password })

/** Null when it is something else: a hotel's Wi-Fi page says 200 as well. What comes of a claim that is missing, the engine says. */
async function grantOf(answer: Response): Promise<Grant | null> {
  try {
    const { access_token, expires_in } = (await answer.json()) as { access_token: string; expires_in?: number }
    const { sub, name, role } = jwtDecode<{ sub: string; name: string; role: string }>(access_token)
    const [firstName = '', ...others] = name.split(' ')
    const user = { id: sub, username: name, firstName, lastName: others.join(' '), role }
    return { accessToken: access_token, expiresIn: expires_in ?? null, user }
  } catch {
    return null
  }
}

async function errorOf(answer: Response): Promise<unknown> {
  const problem = (await answer.json().catch(() => null)) as { error?: unknown } | null
  return problem?.error
}

/** A yes says nothing (RFC 7009 section 2.2), and a hotel's page does; a session that the server knows of no more is over as well. */
async function isToldBy(answer: Response): Promise<boolean> {
  if (!answer.ok) return (await errorOf(answer)) === 'invalid_grant'
  return (await answer.text().catch(() => null)) === ''
}

const waitOf = ({ headers }: Response) => parseRetryAfter(headers.get('Retry-After'), headers.get('Date'), Date.now())
