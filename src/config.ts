import * as v from 'valibot'

const ADDRESS = /^https?:\/\/[^/]\S*$/
const API_ADDRESS = /^(\/(?![/\\])|https?:\/\/[^/?#])[^\s?#]*$/

/**
 * The settings. Each is a variable of the build's environment (a shell variable or a line of an `.env` file); an empty
 * one counts as not set. All that begin with VITE_ are public: they end up in the JavaScript that every visitor
 * downloads. Read by vite.config.ts, when a build or the dev server starts.
 */
const Settings = v.object({
  /**
   * How the API signs people in. `refresh-token`: a short-lived access token, renewed with an HttpOnly cookie.
   * `access-token`: one long-lived token and nothing that renews it.
   */
  VITE_AUTH_FLOW: v.optional(v.picklist(['refresh-token', 'access-token']), 'refresh-token'),

  /**
   * Where the access-token flow keeps its token. `memory`: a reload asks to sign in again. `session`: a reload keeps
   * the session, in sessionStorage, where ANY script on the page can read the token and send it away. Choose it only
   * where you would put up with that. The refresh-token flow always keeps its token in memory.
   */
  VITE_TOKEN_STORAGE: v.optional(v.picklist(['memory', 'session']), 'memory'),

  /** Where the API is: a path on this origin, or an http(s) address (which must then allow this origin by CORS). */
  VITE_API_URL: v.optional(
    v.pipe(
      v.string(),
      v.check(
        (url) => API_ADDRESS.test(url) && URL.canParse(url, 'http://localhost'),
        'a path such as /api, or an http(s) address',
      ),
    ),
    '/api',
  ),

  /**
   * Whether the mock API answers in place of a real one, on the dev server. It is off where it can't: with API_TARGET,
   * and where VITE_API_URL is no path.
   */
  VITE_MOCK: v.optional(v.picklist(['on', 'off'])),

  /** Where `dev` and `preview` send the calls below VITE_API_URL. Not public, and no part of a build. */
  API_TARGET: v.optional(
    v.pipe(
      v.string(),
      v.check((url) => ADDRESS.test(url) && URL.canParse(url), 'an http(s) address, such as https://api.example.com'),
    ),
  ),
})

/** What the page is told of them. */
export interface Config {
  readonly authFlow: 'refresh-token' | 'access-token'
  readonly tokenStorage: 'memory' | 'session'
  readonly apiUrl: string
}

/** Names that start like ours are ours: one that is not known is a typo, and would be ignored in silence otherwise. */
const OURS = /^VITE_(AUTH|TOKEN|API|MOCK)|^API_TARGET$/

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  constructor(problems: readonly string[]) {
    super(`The settings can't be used.\n${problems.join('\n')}`)
    // Vite prints the stack, and where the settings are read is of no use to who mistyped one.
    this.stack = String(this)
  }
}

/** @throws ConfigError that names every wrong setting: what is set, and what is allowed. */
export function readConfig(env: Readonly<Record<string, unknown>>): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([name, value]) => OURS.test(name) && value !== ''))
  const known = Object.keys(Settings.entries)
  const unknown = Object.keys(set).filter((name) => !known.includes(name))
  const read = v.safeParse(Settings, set)
  const problems = [
    ...unknown.map((name) => `${name} is not a setting. There are: ${known.join(', ')}.`),
    ...(read.issues ?? []).map((issue) => describe(v.getDotPath(issue) ?? '', issue)),
  ]
  if (!read.success || problems.length > 0) throw new ConfigError(problems)

  const settings = read.output
  return {
    authFlow: settings.VITE_AUTH_FLOW,
    tokenStorage: settings.VITE_TOKEN_STORAGE,
    apiUrl: settings.VITE_API_URL.replace(/(?<=.)\/+$/, ''),
  }
}

function describe(name: string, issue: v.BaseIssue<unknown>): string {
  const allowed =
    issue.type === 'picklist' ? (issue.expected ?? '').replaceAll(/[()]/g, '').replaceAll(' | ', ' or ') : issue.message
  return `${name} is ${JSON.stringify(issue.input)}. Allowed: ${allowed}.`
}
