import { expect, type BrowserContext, type Page } from '@playwright/test'
import type { MockApiOptions } from '../../mocks/api'
import { demoPassword } from '../../mocks/accounts'
import type { Control } from '../../mocks/control'
import { fadedIn } from '../support/animations'
import type { ConsoleWatch } from '../support/console'
import { signInElsewhere } from '../support/elsewhere'
import type { Person } from '../support/person'

interface Scene {
  readonly page: Page
  readonly context: BrowserContext
  readonly person: Person
  readonly server: Control
  readonly console: ConsoleWatch
  readonly baseURL: string
}

/** A screen in one of its states, and how to get it there. It stays so for as long as one looks at it. */
export interface ScreenState {
  readonly name: string
  readonly api?: MockApiOptions
  readonly open: (scene: Scene) => Promise<void>
  /** A page that is not there yet has nothing to head. */
  readonly hasNoHeading?: true
}

const FOREVER = 10_000

const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1'
const DESKTOP = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'

async function sessionsOpen({ page, person, baseURL }: Scene): Promise<void> {
  await signInElsewhere(baseURL, PHONE, DESKTOP)
  await person.comesSignedIn('/sessions')
  await expect(page.getByRole('listitem').filter({ hasText: 'Safari on iPhone' })).toBeVisible()
}

/** The sign-in page after the server refused to renew the session, for the reason that it gives. */
function endedBy(code: string) {
  return async ({ person, server, console }: Scene) => {
    console.allowStatus(401)
    await person.comesSignedIn()
    await person.seesPage('Hello, Ada')
    // The page is there before its data, which would be refused.
    await expect.poll(() => server.counts('GET', '/users/me')).toBe(1)
    await server.expireAccessTokens()
    server.fail({ path: '/auth/refresh', status: 401, code })
    await person.goesTo('Users')
    await person.seesPage('Sign in')
    await person.seesNotice(/./)
  }
}

/** The page that stands in the place of `address` when the server answers `path` like this. */
function problem(title: string, path: string, fault: Parameters<Control['fail']>[0], address: string) {
  return async ({ page, person, server, console }: Scene) => {
    console.allowStatus(401, 404, 429, 503)
    console.allowFailedRequests()
    await person.comesSignedIn()
    await person.seesPage('Hello, Ada')
    server.fail({ path, times: FOREVER, ...fault })
    await page.goto(address)
    await person.seesPage(title)
  }
}

const SIGN_IN: readonly ScreenState[] = [
  {
    name: 'sign-in',
    open: async ({ page, person }) => {
      await page.goto('/login')
      await person.seesPage('Sign in')
    },
  },
  {
    name: 'sign-in-missing',
    open: async ({ page, person }) => {
      await page.goto('/login')
      await person.fillIn('', '')
      await expect(page.getByRole('alert')).toHaveText(/Enter your username/)
    },
  },
  {
    name: 'sign-in-wrong-password',
    open: async ({ page, person, console }) => {
      console.allowStatus(401)
      await page.goto('/login')
      await person.fillIn('ada', 'wrong')
      await expect(page.getByRole('alert')).toHaveText(/don’t go together/)
    },
  },
  {
    name: 'sign-in-too-many-tries',
    open: async ({ page, person, server, console }) => {
      console.allowStatus(429)
      server.fail({ path: '/auth/login', status: 429, code: 'rate_limited', retryAfter: 90 })
      await page.goto('/login')
      await person.fillIn('ada', 'wrong')
      await expect(page.getByRole('alert')).toHaveText(/Too many tries/)
    },
  },
  {
    name: 'sign-in-unreachable',
    open: async ({ page, person, server, console }) => {
      console.allowFailedRequests()
      // A browser tries a broken connection once more by itself.
      server.fail({ path: '/auth/login', kind: 'reset', times: FOREVER })
      await page.goto('/login')
      await person.fillIn('ada', demoPassword)
      await expect(page.getByRole('alert')).toHaveText(/can’t be reached/)
    },
  },
  {
    name: 'sign-in-foreign-answer',
    open: async ({ page, person, server }) => {
      server.fail({ path: '/auth/login', kind: 'html' })
      await page.goto('/login')
      await person.fillIn('ada', demoPassword)
      await expect(page.getByRole('alert')).toHaveText(/public Wi-Fi/)
    },
  },
  {
    name: 'sign-in-under-way',
    open: async ({ page, person, server }) => {
      server.fail({ path: '/auth/login', kind: 'hang' })
      await page.goto('/login')
      await person.fillIn('ada', demoPassword)
      await expect(page.getByRole('button', { name: 'Signing in…' })).toBeVisible()
    },
  },
  {
    name: 'sign-in-password-shown',
    open: async ({ page, person }) => {
      await page.goto('/login')
      await person.seesPage('Sign in')
      await page.getByRole('textbox', { name: 'Password' }).fill('a rather long password that does not fit')
      await page.getByRole('button', { name: 'Show password' }).click()
    },
  },
]

const ENDED: readonly ScreenState[] = [
  { name: 'ended-expired', open: endedBy('refresh_token_expired') },
  { name: 'ended-revoked', open: endedBy('refresh_token_revoked') },
  { name: 'ended-for-safety', open: endedBy('refresh_token_reused') },
  {
    name: 'ended-in-another-tab',
    open: async ({ page, context, person }) => {
      await person.comesSignedIn()
      const other = await context.newPage()
      await other.goto('/')
      await other.getByRole('button', { name: 'Sign out' }).click()
      await person.seesNotice(/another tab/)
      await other.close()
      await page.bringToFront()
    },
  },
  {
    name: 'ended-by-reload',
    api: { flow: 'access-token' },
    open: async ({ page, person }) => {
      await person.comesSignedIn()
      await page.reload()
      await person.seesNotice(/Reloading/)
    },
  },
  {
    name: 'ended-for-safety-while-reading',
    api: { accessTokenTtl: 4 },
    open: async ({ page, person, server, console }) => {
      console.allowStatus(401)
      await person.comesSignedIn()
      await person.goesTo('How this works')
      await person.seesPage('How this works')
      server.fail({ path: '/auth/refresh', status: 401, code: 'refresh_token_reused' })
      await expect(page.getByRole('complementary', { name: 'Session' })).toContainText('for safety')
    },
  },
  {
    name: 'ended-access-token-refused',
    api: { flow: 'access-token' },
    open: async ({ person, server, console }) => {
      console.allowStatus(401)
      await person.comesSignedIn()
      await person.seesPage('Hello, Ada')
      await server.expireAccessTokens()
      await person.goesTo('Users')
      await person.seesNotice(/by the server/)
    },
  },
]

const RESTORING: readonly ScreenState[] = [
  {
    name: 'restoring',
    hasNoHeading: true,
    open: async ({ page, person, server }) => {
      await person.comesSignedIn()
      server.fail({ path: '/auth/refresh', kind: 'hang' })
      await page.goto('/users')
      await expect(page.getByText('One moment…')).toBeVisible()
    },
  },
  {
    name: 'restoring-unreachable',
    open: async ({ page, person, server, console }) => {
      console.allowStatus(503)
      await person.comesSignedIn()
      server.fail({ path: '/auth/refresh', status: 503, retryAfter: 90, times: FOREVER })
      await page.goto('/users')
      await person.seesPage('The server can’t be reached')
    },
  },
]

const SIGNED_IN: readonly ScreenState[] = [
  {
    name: 'home',
    open: async ({ person }) => {
      await person.comesSignedIn()
      await person.seesPage('Hello, Ada')
    },
  },
  {
    name: 'home-access-token',
    api: { flow: 'access-token' },
    open: async ({ person }) => {
      await person.comesSignedIn('/', 'grace')
      await person.seesPage('Hello, Grace')
    },
  },
  {
    name: 'home-server-out-of-reach',
    api: { accessTokenTtl: 4 },
    open: async ({ page, person, server, console }) => {
      console.allowStatus(503)
      await person.comesSignedIn()
      await person.seesPage('Hello, Ada')
      server.fail({ path: '/auth/refresh', status: 503, retryAfter: 90, times: FOREVER })
      await expect(page.getByRole('complementary', { name: 'Connection' })).toContainText('still signed in')
    },
  },
  ...(
    [
      ['e-mail', { username: 'alexandra.schneider@example-company.com', firstName: '' }],
      ['long-name', { username: 'ada', firstName: 'Wolfeschlegelsteinhausenbergerdorffwelchevor' }],
    ] as const
  ).map(([name, changes]): ScreenState => ({
    name: `home-${name}`,
    open: async ({ page, person }) => {
      await page.route('**/api/users/me', async (route) => {
        const answer = await route.fetch()
        await route.fulfill({ response: answer, json: { ...((await answer.json()) as object), ...changes } })
      })
      await person.comesSignedIn()
      await person.seesPage(`Hello, ${changes.firstName || changes.username}`)
    },
  })),
  {
    name: 'home-out-of-date',
    open: async ({ page, person, server, console }) => {
      console.allowStatus(503)
      await person.comesSignedIn()
      await person.seesPage('Hello, Ada')
      server.fail({ path: '/users/me', status: 503, times: FOREVER })
      await page.goto('/')
      await expect(page.getByText('What you see may be out of date')).toBeVisible()
    },
  },
  {
    name: 'home-about-to-expire',
    api: { flow: 'access-token', accessTokenTtl: 600 },
    open: async ({ page, person }) => {
      await page.clock.install()
      await person.comesSignedIn()
      await person.seesPage('Hello, Ada')
      await page.clock.fastForward(545_000)
      await expect(page.getByRole('alertdialog')).toBeVisible()
    },
  },
  {
    name: 'users',
    open: async ({ page, person }) => {
      await person.comesSignedIn('/users')
      await expect(page.getByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
    },
  },
  {
    name: 'users-found',
    open: async ({ page, person }) => {
      await person.comesSignedIn('/users?q=ra&sort=role&dir=desc')
      await expect(page.getByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
    },
  },
  {
    name: 'users-none-found',
    open: async ({ page, person }) => {
      await person.comesSignedIn('/users?q=nobody')
      await expect(page.getByRole('button', { name: 'Show all users' })).toBeVisible()
    },
  },
  {
    name: 'users-none-found-long',
    open: async ({ page, person }) => {
      await person.comesSignedIn(`/users?q=${'donaudampfschiff'.repeat(9)}`)
      await expect(page.getByRole('button', { name: 'Show all users' })).toBeVisible()
    },
  },
  {
    name: 'users-out-of-date',
    api: { accessTokenTtl: 4 },
    open: async ({ page, person, server, console }) => {
      console.allowStatus(503)
      await person.comesSignedIn('/users')
      await expect(page.getByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
      await person.goesTo('Home')
      await person.seesPage('Hello, Ada')
      server.fail({ status: 503, retryAfter: 90, times: FOREVER })
      await expect(page.getByRole('complementary', { name: 'Connection' })).toContainText('still signed in')
      await page.goBack()
      await expect(page.getByText('What you see may be out of date')).toBeVisible()
    },
  },
  {
    name: 'users-loading',
    open: async ({ page, person, server }) => {
      await person.comesSignedIn()
      await person.seesPage('Hello, Ada')
      server.fail({ path: '/users', kind: 'hang' })
      await person.goesTo('Users')
      await expect(page.getByText('Loading users…')).toBeAttached()
      await fadedIn(page.locator('main'))
    },
  },
  { name: 'users-error', open: problem('The server has a problem', '/users', { status: 503 }, '/users') },
  {
    name: 'users-forbidden',
    open: async ({ person }) => {
      await person.comesSignedIn('/users', 'grace')
      await person.seesPage('You don’t have permission to see this page')
    },
  },
  { name: 'sessions', open: sessionsOpen },
  {
    name: 'sessions-this-one-alone',
    open: async ({ page, person }) => {
      await person.comesSignedIn('/sessions')
      await expect(page.getByText('on this device only')).toBeVisible()
    },
  },
  {
    name: 'sessions-end-one',
    open: async (scene) => {
      await sessionsOpen(scene)
      await scene.page.getByRole('button', { name: /End session of Safari/ }).click()
      await expect(scene.page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'sessions-end-others',
    open: async (scene) => {
      await sessionsOpen(scene)
      await scene.page.getByRole('button', { name: 'Sign out everywhere else' }).click()
      await expect(scene.page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'sessions-end-failed',
    open: async (scene) => {
      const { page, server, console } = scene
      console.allowStatus(503)
      await sessionsOpen(scene)
      server.fail({ method: 'DELETE', path: /^\/sessions/, status: 503 })
      await page.getByRole('button', { name: /End session of Safari/ }).click()
      await page.getByRole('button', { name: 'End session', exact: true }).click()
      await expect(page.getByRole('alert')).toContainText('could not be ended')
    },
  },
  {
    name: 'sessions-ended',
    open: async (scene) => {
      const { page } = scene
      await sessionsOpen(scene)
      await page.getByRole('button', { name: /End session of Safari/ }).click()
      await page.getByRole('button', { name: 'End session', exact: true }).click()
      await expect(page.getByRole('status', { name: 'Messages' })).toContainText('Ended the session')
      await expect(page.getByRole('listitem').filter({ hasText: 'Safari on iPhone' })).toHaveCount(0)
    },
  },
]

const OPEN_TO_ALL: readonly ScreenState[] = [
  {
    name: 'how-it-works',
    open: async ({ page, person }) => {
      await page.goto('/how-it-works')
      await person.seesPage('How this works')
      await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
    },
  },
  {
    name: 'not-found',
    open: async ({ page, person }) => {
      await page.goto('/nowhere')
      await person.seesPage('There is no page at this address')
    },
  },
]

const PROBLEMS: readonly ScreenState[] = [
  { name: 'problem-unreachable', open: problem('The server can’t be reached', '/users', { kind: 'reset' }, '/users') },
  {
    name: 'problem-not-accepted',
    open: problem('The server refuses the data of this page', '/users', { status: 401 }, '/users'),
  },
  {
    name: 'problem-missing',
    open: problem('The server doesn’t have this data', '/users', { status: 404 }, '/users'),
  },
  {
    name: 'problem-busy',
    open: problem('Too many requests', '/users', { status: 429, retryAfter: 90 }, '/users'),
  },
  {
    name: 'problem-malformed',
    open: problem('Something other than the server answered', '/users', { kind: 'html' }, '/users'),
  },
  {
    name: 'problem-outdated',
    open: async ({ page, person, console }) => {
      console.allowFailedRequests()
      await person.comesSignedIn()
      await page.route('**/assets/users-page-*.js', (route) => route.abort())
      await person.goesTo('Users')
      await person.seesPage('This page couldn’t be loaded')
    },
  },
  {
    name: 'problem-outdated-sign-in',
    open: async ({ page, person, console }) => {
      console.allowFailedRequests()
      await page.route('**/assets/login-page-*.js', (route) => route.abort())
      await page.goto('/')
      await person.seesPage('This page couldn’t be loaded')
    },
  },
  {
    name: 'problem-outdated-offline',
    open: async ({ page, context, person, console }) => {
      console.allowFailedRequests()
      await person.comesSignedIn()
      await context.setOffline(true)
      await person.goesTo('Users')
      await expect(page.getByText('this page reloads by itself')).toBeVisible()
    },
  },
  {
    name: 'problem-no-layout',
    open: async ({ page, person, console }) => {
      console.allowFailedRequests()
      await page.route('**/assets/layout-*.js', (route) => route.abort())
      await page.goto('/how-it-works')
      await person.seesPage('This page couldn’t be loaded')
    },
  },
]

export const states: readonly ScreenState[] = [
  ...SIGN_IN,
  ...ENDED,
  ...RESTORING,
  ...SIGNED_IN,
  ...OPEN_TO_ALL,
  ...PROBLEMS,
]
