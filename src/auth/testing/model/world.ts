import { createAuthClient } from '../../client'
import { createFakeAdapter } from '../fake-adapter'
import { createFakeApi } from '../fake-api'
import { createFakeBrowser, type FakeTab } from '../fake-browser'
import { createFakeClock, seededRandom } from '../fake-clock'
import { FAKE_PASSWORD } from '../fake-people'
import { createFakeServer } from '../fake-server'
import { isUnnamedRefusal, type Command, type Story } from './commands'
import { countUnderWay } from './under-way'
import { createWork, type Page } from './work'

const MOST_TABS = 4

/** A server, a browser and its tabs, in which a story takes place. */
export async function createWorld(story: Story) {
  const random = seededRandom(story.seed)
  const clock = createFakeClock({ random })
  const server = createFakeServer(clock, {
    accessTokenTtl: story.ttl,
    hint: story.hint,
    logoutEnds: story.logoutEnds,
    latency: () => Math.floor(random() * 600),
  })
  const browser = createFakeBrowser(clock, { latency: () => Math.floor(random() * 40) })
  const granted = server.grant('ada')
  browser.jar.accept(granted.cookies)

  const { counting, underWay } = countUnderWay(server)
  const { asked, workers, shown, follow, request, fetch } = createWork(server)
  let pages: Page[] = []
  // Without locks two tabs can sign in at once, and the cookie of one is lost.
  let hasLost = story.lacks.includes('locks')
  let hasRefused = false
  let hasDelayed = false
  let hasSetBack = false
  let hasWiped = false
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
      flow: story.flow,
      tokenStorage: story.flow === 'access-token' ? 'session' : 'memory',
      api: createFakeApi(counting, tab, story.hint ? {} : { hintCookie: null }),
      http: { adapter: createFakeAdapter(server, tab) },
      handOver: story.handOver,
      ...(options.initial === undefined ? {} : { initial: { expiresIn: null, ...options.initial } }),
    })
    const page: Page = { tab, auth, isFrozen: false, knows: null }
    /** How many sign-ins there had been when the session here ended. */
    let over: number | null = null
    let user: string | null = null
    auth.on('event', (event) => {
      if (event.type === 'session-ended') over = page.knows ?? signIns
      if (event.type !== 'session-began') return
      if (event.by === 'sign-in') signIns += 1
      // What is over begins anew by a sign-in, here or in another tab, and by nothing that was on its way.
      resurrected ||= event.by === 'refresh' && over === signIns && event.userId === user
      user = event.userId
      over = null
      page.knows = null
    })
    pages.push(page)
    follow(page, 'restore', auth.restore())
    return page
  }

  function drop(page: Page): void {
    // Where the storage was wiped, a page that crashes takes what it owes with it; one that is left notes it once more.
    if (hasWiped && !page.isFrozen) page.tab.moment('leave')
    page.tab.kill()
    pages = pages.filter((each) => each !== page)
    // A sign-in that dies with its page may leave a session on the server that no jar holds.
    hasLost ||= isSigningIn(page)
  }

  function isSigningIn(page: Page): boolean {
    return asked.some((entry) => entry.page === page && entry.what === 'sign-in' && !entry.isSettled)
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
        // Where the storage was wiped as well, nothing is left to tell by which of two sessions is the later one.
        if (isSlow() || (hasWiped && command.ms < 0)) break
        hasSetBack ||= command.ms < 0
        clock.shiftWall(command.ms)
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
        if ((!story.hint || story.lacks.includes('cookies')) && (command.fault.delayMs ?? 0) > 400) break
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
        if (pages.length < MOST_TABS) open(browser.openTab({ lacks: story.lacks }))
        break
      case 'close':
        if (pages.length > 1) drop(page)
        break
      case 'reload':
        drop(page)
        open(tab.reload())
        break
      case 'freeze':
        freeze(page)
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
      case 'put-away':
        if (page.isFrozen) break
        tab.moment('leave')
        tab.moment('conceal')
        freeze(page)
        break
      case 'remake':
        if (page.isFrozen) break
        auth.dispose()
        pages = pages.filter((each) => each !== page)
        hasLost ||= isSigningIn(page)
        open(tab)
        break
      case 'impatient':
        if (!page.isFrozen) request(page, 'GET', command.timeout)
        break
      case 'fetch':
        if (!page.isFrozen) fetch(page)
        break
      case 'retry-now':
        if (!page.isFrozen) follow(page, 'retry-now', auth.retryNow())
        break
      case 'expect':
        if (!page.isFrozen) follow(page, 'restore', auth.restore({ expected: true }))
        break
      case 'sign-in-elsewhere':
        if (underWay() > 0 || pages.some(isSigningIn)) break
        browser.jar.accept(server.grant(command.user).cookies)
        signIns += 1
        // The session whose cookie it took the place of.
        hasLost = true
        break
      case 'wipe':
        // Where there is a channel: without one the notes are all that a page can know of a sign-out a moment ago.
        // Once: what a page has noted again is not gone again before another page could read it.
        if (underWay() > 0 || hasWiped || hasSetBack || story.lacks.some((each) => each !== 'locks')) break
        hasWiped = true
        for (const key of Object.keys(browser.storage.entries())) tab.environment.notes.write(key, null)
        break
    }
    await clock.settle()
  }

  const isSlow = () => (hasDelayed || story.lacks.includes('locks')) && underWay() > 0

  function freeze(page: Page): void {
    page.isFrozen = true
    page.knows = signIns
    page.tab.freeze()
  }

  function thaw(page: Page): void {
    page.isFrozen = false
    page.tab.thaw()
    page.tab.moment('reveal')
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

  open(browser.openTab({ lacks: story.lacks }), { initial: granted.body })
  await clock.settle()
  return {
    clock,
    server,
    asked,
    workers,
    shown,
    run,
    calm,
    pages: () => pages,
    hasLost: () => hasLost,
    hasResurrected: () => resurrected,
  }
}

export type World = Awaited<ReturnType<typeof createWorld>>
