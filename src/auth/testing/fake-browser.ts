import type { Clock } from '../environment/clock'
import type { Environment, Page, PageMoment } from '../environment/environment'
import { createDeliver, type Latency } from './deliver'
import { createFakeChannels, type FakeChannels } from './fake-channels'
import { createFakeCookieJar, type FakeCookieJar } from './fake-cookie-jar'
import { createFakeLocks, type FakeLockManager } from './fake-locks'
import { createFakeStorage, type FakeStorage } from './fake-notes'
import { createTabLife, type TabLife } from './tab-life'

export interface FakeBrowserOptions {
  /** Ms that messages, locks and events take between tabs. Left out: a microtask. */
  readonly latency?: Latency
}

export interface FakeTabOptions {
  /** APIs that this tab's browser has not got. */
  readonly lacks?: readonly ('locks' | 'channel' | 'notes' | 'cookies')[]
}

/** One browser profile: what its tabs have in common. */
export interface FakeBrowser {
  readonly jar: FakeCookieJar
  readonly storage: FakeStorage
  readonly channels: FakeChannels
  readonly locks: FakeLockManager
  openTab(options?: FakeTabOptions): FakeTab
}

export interface FakeTab {
  /** As in `clientId` of Web Locks. */
  readonly id: string
  /** Spread it into the options of `createAuthClient`. */
  readonly environment: Environment
  readonly browser: FakeBrowser
  readonly life: TabLife
  /** Lets the page live through something. Freezing, thawing and sleeping say nothing by themselves. */
  moment(moment: PageMoment): void
  /** Another tab or window is in front of it. */
  hide(): void
  /** It is in front again, and wakes. */
  show(): void
  /**
   * Crash or close: its locks are free and its code never runs again, but a request that left with `keepalive` still
   * reaches the server, and its cookies the jar.
   */
  kill(): void
  /** Kills this tab and opens one in its place that has the same APIs and the same `tabNotes`. */
  reload(): FakeTab
  /** Timers, messages and answers are held until `thaw`. Locks are kept. */
  freeze(): void
  thaw(): void
}

/** Where every fake page is. */
export const PAGE_ADDRESS = 'https://app.test/'

export function createFakeBrowser(clock: Clock, { latency }: FakeBrowserOptions = {}): FakeBrowser {
  const deliver = createDeliver(clock, latency)
  let opened = 0

  const browser: FakeBrowser = {
    jar: createFakeCookieJar(clock, deliver),
    storage: createFakeStorage(deliver),
    channels: createFakeChannels(deliver),
    locks: createFakeLocks(deliver),
    openTab: (options = {}) => openTab(options, createFakeStorage(deliver)),
  }

  function openTab(options: FakeTabOptions, tabStorage: FakeStorage): FakeTab {
    const { lacks = [] } = options
    const id = `tab-${++opened}`
    const life = createTabLife()
    const fakePage = createFakePage(life)
    return {
      id,
      browser,
      life,
      moment: fakePage.moment,
      hide: fakePage.hide,
      show: fakePage.show,
      kill: life.kill,
      reload() {
        fakePage.moment('leave')
        life.kill()
        return openTab(options, tabStorage)
      },
      freeze: life.freeze,
      thaw: life.thaw,
      environment: {
        clock: clockOfTab(clock, life),
        page: fakePage.page,
        locks: lacks.includes('locks') ? null : browser.locks.forTab(id, life),
        openChannel: lacks.includes('channel') ? null : browser.channels.forTab(life),
        notes: lacks.includes('notes') ? NO_NOTES : browser.storage.forTab(life),
        tabNotes: lacks.includes('notes') ? NO_NOTES : tabStorage.forTab(life),
        cookies: lacks.includes('cookies') ? NO_COOKIES : browser.jar.forTab(life),
      },
    }
  }

  return browser
}

const NO_NOTES: Environment['notes'] = { read: () => null, write: () => undefined, watch: () => () => undefined }
const NO_COOKIES: Environment['cookies'] = { read: () => null, watch: () => () => undefined }

function createFakePage(life: TabLife): { page: Page } & Pick<FakeTab, 'moment' | 'hide' | 'show'> {
  const listeners = new Set<(moment: PageMoment) => void>()
  let isSeen = true
  const moment = (each: PageMoment) => life.enter(() => listeners.forEach((listener) => listener(each)))
  return {
    page: {
      watch(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      isSeen: () => isSeen,
      baseURI: () => PAGE_ADDRESS,
    },
    moment,
    hide() {
      isSeen = false
    },
    show() {
      isSeen = true
      moment('wake')
    },
  }
}

/** The machine's clock, with timers that live and die with the tab. */
function clockOfTab(clock: Clock, life: TabLife): Clock {
  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    random: () => clock.random(),
    timer(task, delay) {
      if (life.isDead()) return () => undefined
      let cancelled = false
      const stop = clock.timer(() => {
        forget()
        life.enter(() => cancelled || task())
      }, delay)
      const forget = life.onDeath(stop)
      return () => {
        cancelled = true
        forget()
        stop()
      }
    },
  }
}
