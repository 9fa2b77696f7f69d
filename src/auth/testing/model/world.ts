import { type AuthClient, createAuthClient } from '../../client'
import { createFakeAdapter } from '../fake-adapter'
import { createFakeApi } from '../fake-api'
import { createFakeBrowser, type FakeTab } from '../fake-browser'
import { createFakeClock, seededRandom } from '../fake-clock'
import { FAKE_PASSWORD } from '../fake-people'
import { createFakeServer } from '../fake-server'
import type { Fault } from '../faults'
import type { Command, Story } from './commands'

export interface Page {
  readonly tab: FakeTab
  readonly auth: AuthClient
  isFrozen: boolean
}

/** What was asked for, by whom, and whether an answer of any kind has come. */
interface Asked {
  readonly page: Page
  readonly what: string
  isSettled: boolean
}

const MOST_TABS = 4

/** A server, a browser and its tabs, in which a story takes place. */
export async function createWorld(story: Story) {
  const random = seededRandom(story.seed)
  const clock = createFakeClock({ random })
  const server = createFakeServer(clock, {
    accessTokenTtl: 60,
    hint: story.hint,
    logoutEnds: story.logoutEnds,
    latency: () => Math.floor(random() * 600),
  })
  const browser = createFakeBrowser(clock, { latency: () => Math.floor(random() * 40) })
  const granted = server.grant('ada')
  browser.jar.accept(granted.cookies)

  let underWay = 0
  const counting: typeof server = {
    ...server,
    async send(request) {
      if (!/\/auth\/(refresh|logout)$/.test(request.url.pathname)) return server.send(request)
      underWay += 1
      const answer = await server.send(request)
      underWay -= 1
      return answer
    },
  }

  const asked: Asked[] = []
  /** Who was signed in where each piece of work was asked for. */
  const workers = new Map<string, string>()
  let pages: Page[] = []
  let hasLost = false
  let hasRefused = false
  let hasDelayed = false
  let resurrected = false
  let signIns = 0

  function open(tab: FakeTab, options: { initial?: typeof granted.body } = {}): Page {
    const { environment } = tab
    const { openChannel } = environment
    const auth = createAuthClient({
      ...environment,
      openChannel:
        openChannel &&
        ((name) => {
          const channel = openChannel(name)
          return { ...channel, post: (message) => random() >= story.loss && channel.post(message) }
        }),
      api: createFakeApi(counting, tab, story.hint ? {} : { hintCookie: null }),
      http: { adapter: createFakeAdapter(server, tab) },
      handOver: story.handOver,
      ...(options.initial === undefined ? {} : { initial: { expiresIn: null, ...options.initial } }),
    })
    const page = { tab, auth, isFrozen: false }
    /** How many sign-ins there had been when the session here ended. */
    let over: number | null = null
    auth.on('event', (event) => {
      if (event.type === 'session-ended') over = signIns
      if (event.type !== 'session-began') return
      if (event.by === 'sign-in') signIns += 1
      // What is over begins anew by a sign-in, here or in another tab, and by nothing that was on its way.
      resurrected ||= event.by === 'refresh' && over === signIns
      over = null
    })
    pages.push(page)
    follow(page, 'restore', auth.restore())
    return page
  }

  function follow(page: Page, what: string, work: Promise<unknown>): void {
    const entry: Asked = { page, what, isSettled: false }
    asked.push(entry)
    const settle = () => (entry.isSettled = true)
    work.then(settle, settle)
  }

  function request(page: Page, method: 'GET' | 'POST'): void {
    const state = page.auth.store.getState()
    const id = String(workers.size + 1)
    workers.set(id, state.status === 'signed-in' ? state.user.username : state.status)
    follow(page, `${method} ${id}`, page.auth.http.request({ method, url: '/work', params: { id }, data: { id } }))
  }

  function drop(page: Page): void {
    page.tab.kill()
    pages = pages.filter((each) => each !== page)
    // A sign-in that dies with its page may leave a session on the server that no jar holds.
    hasLost ||= asked.some((entry) => entry.page === page && entry.what === 'sign-in' && !entry.isSettled)
  }

  async function run(command: Command): Promise<void> {
    const page = 'tab' in command ? pages[command.tab % pages.length] : pages[0]
    if (page === undefined) return
    const { auth, tab } = page
    switch (command.do) {
      case 'request':
        if (!page.isFrozen) request(page, command.method)
        break
      case 'burst':
        if (!page.isFrozen) for (let n = 0; n < 10; n += 1) request(page, 'GET')
        break
      case 'sign-in':
        if (!page.isFrozen) {
          follow(page, 'sign-in', auth.signIn({ username: command.user, password: FAKE_PASSWORD }))
        }
        break
      case 'sign-out':
        if (!page.isFrozen) follow(page, 'sign-out', auth.signOut())
        break
      case 'advance':
        return clock.advance(command.ms)
      // A clock that leaps while a slow refresh is on its way and its page is gone leaves the next page nothing to measure by.
      case 'sleep':
        if (!isSlow()) clock.sleep(command.ms, command.monotonic)
        break
      case 'shift-wall':
        if (!isSlow()) clock.shiftWall(command.ms)
        break
      case 'fault':
        // Two in a row that bear no code count as the server's word: a story of peace has one at most.
        if (isUnnamedRefusal(command.fault)) {
          if (story.isPeaceful && hasRefused) break
          // The session that is then given up lives on at the server.
          hasLost ||= hasRefused
          hasRefused = true
        }
        // Without a hint a page that is loaded meanwhile can but guess how long an answer may be under way.
        if (!story.hint && (command.fault.delayMs ?? 0) > 400) break
        hasDelayed ||= (command.fault.delayMs ?? 0) > 400
        server.fail(command.fault)
        break
      case 'revoke':
        server.revokeSessions()
        break
      case 'expire-access':
        server.expireAccessTokens()
        break
      case 'open':
        if (pages.length < MOST_TABS) open(browser.openTab())
        break
      case 'close':
        if (pages.length > 1) drop(page)
        break
      case 'reload':
        drop(page)
        open(tab.reload())
        break
      case 'freeze':
        page.isFrozen = true
        tab.freeze()
        break
      case 'thaw':
        thaw(page)
        break
      case 'hide':
        tab.hide()
        break
      case 'show':
        tab.show()
        break
      case 'online':
        tab.moment('online')
        break
    }
    await clock.settle()
  }

  const isSlow = () => hasDelayed && underWay > 0

  function thaw(page: Page): void {
    page.isFrozen = false
    page.tab.thaw()
    page.tab.moment('wake')
  }

  /** All is well from here on, for as long as it takes. */
  async function calm(): Promise<void> {
    server.recover()
    pages.forEach(thaw)
    await clock.advance(1000)
    pages.forEach(({ tab }) => tab.moment('online'))
    for (let minute = 0; minute < 12; minute += 1) await clock.advance(60_000)
    pages.forEach(({ tab }) => tab.moment('wake'))
    await clock.advance(1000)
  }

  open(browser.openTab(), { initial: granted.body })
  await clock.settle()
  return {
    clock,
    server,
    asked,
    workers,
    run,
    calm,
    pages: () => pages,
    hasLost: () => hasLost,
    hasResurrected: () => resurrected,
  }
}

function isUnnamedRefusal({ path, status = 0 }: Fault): boolean {
  return path === '/auth/refresh' && [400, 401, 403].includes(status)
}

export type World = Awaited<ReturnType<typeof createWorld>>
