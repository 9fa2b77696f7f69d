import axios, { type AxiosInstance } from 'axios'
import type { StoreApi } from 'zustand/vanilla'
import { createAccess } from './access'
import type { Credentials, User } from './api/contract'
import { flawOf, heldToItsWord } from './api/held-to-its-word'
import { referenceApi } from './api/reference'
import { createDeferrals } from './deferral'
import { detectEnvironment } from './environment/browser'
import { steadyTime } from './environment/clock'
import { superseded } from './errors'
import { createEmitter, type LoggedEvent } from './events'
import { accessTokenFlow } from './flow/access-token'
import type { Flow } from './flow/flow'
import { refreshTokenFlow } from './flow/refresh-token'
import { createHandOut } from './hand-out'
import { createAuthAdapter } from './http/adapter'
import { createInstaller } from './http/install'
import { createOrigins } from './http/origins'
import type { AuthHttp } from './http/types'
import { createLanding, PATIENCE } from './jar/landing'
import { jarNotes } from './jar/notes'
import { createJarQueue } from './jar/queue'
import { createLifecycle, type RestoreOptions } from './lifecycle'
import { createRenewer } from './renewer'
import { createScheduler } from './scheduler'
import { createSession } from './session'
import { assertUsable, nameOf, type AuthClientOptions } from './settings'
import { createSiblings } from './siblings'
import type { AuthState } from './state'
import { createTabs } from './tabs'
import { tokenOf } from './token'

export interface AuthClient {
  /** Attaches the token, waits for it where it must be renewed, replays once after a 401. */
  readonly http: AuthHttp
  readonly store: Pick<StoreApi<AuthState>, 'getState' | 'getInitialState' | 'subscribe'>
  /**
   * Page load: takes over a sibling tab's session, else asks the server once. Resolves once that is decided; where the
   * server can't be asked, to a state that is still `restoring`, and the engine goes on trying by itself.
   */
  restore(options?: RestoreOptions): Promise<AuthState>
  /** @throws SignInError */
  signIn(credentials: Credentials): Promise<User>
  /** Over at once, in every tab. Resolves when the server was told, or could not be: then it is told later. */
  signOut(): Promise<void>
  /**
   * A token that can be sent now, for what is not axios (fetch, EventSource, WebSocket).
   * `refused`: the one that the server has just said 401 to, in place of which another one of its session is wanted. The same
   * once more where the one before was refused as well, less than a minute ago: it is the address then that takes none.
   * `session`: of that one alone (`epoch` of the state), for what was written in it and is sent later, as a socket that is opened anew does.
   * @throws SessionEndedError, SessionChangedError, RefreshDeferredError
   */
  getAccessToken(options?: {
    readonly refused?: string | undefined
    readonly session?: number | undefined
  }): Promise<string>
  /** Renews now, also what was put off, unless the server named the time. It brings the user anew. */
  retryNow(): Promise<AuthState>
  on(type: 'event', listener: (event: LoggedEvent) => void): () => void
  /** Makes another axios instance attach, wait and replay as `http` does. */
  attach(instance: AxiosInstance): AuthHttp
  /** Lets go of everything; what waits is rejected. The session itself goes on, in other tabs and at the next load. */
  dispose(): void
}

/** @throws TypeError when an option can't be used */
export function createAuthClient(options: AuthClientOptions = {}): AuthClient {
  const {
    baseURL = '/api',
    flow: kind = 'refresh-token',
    tokenStorage = 'memory',
    refreshTimeout = 10_000,
    handOver = true,
  } = options
  const environment = { ...detectEnvironment(), ...defined(options) }
  const { clock, locks, cookies, page } = environment
  assertUsable({ flow: kind, tokenStorage, refreshTimeout })
  const flaw = options.initial && flawOf(options.initial)
  if (flaw) throw new TypeError(`initial: ${flaw}.`)
  const origins = createOrigins(baseURL, options.trustedOrigins ?? [], page.baseURI)
  const name = options.name ?? nameOf(baseURL, page.baseURI())
  const api =
    options.api === undefined
      ? referenceApi({ baseURL, baseURI: page.baseURI, hintCookie: options.hintCookie, now: clock.now })
      : heldToItsWord(options.api)

  const steady = steadyTime(clock)
  const disposal = new AbortController()
  const disposed = disposal.signal
  const notes = jarNotes(environment.notes, name)
  const emitter = createEmitter(clock.now)
  const { emit } = emitter
  const tabs = createTabs(environment, name, (message) => siblings.hear(message))
  const basics = { environment, clock, steady, notes, emit, tabs, disposed }
  const session = createSession({
    ...basics,
    isShared: kind === 'refresh-token' || (handOver && environment.openChannel !== null),
    announce: () => siblings.announce(),
  })
  const deferrals = createDeferrals({ ...basics, session })
  const siblings = createSiblings({
    ...basics,
    session,
    deferrals,
    handOver,
    onSwitch: (generation, userId) => lifecycle.follow(generation, userId),
  })
  const flow = createFlow()
  const parts = { ...basics, session, deferrals, flow }
  const renewer = createRenewer(parts)
  const lifecycle = createLifecycle({ ...parts, renewer })
  const scheduler = createScheduler({ ...parts, attempt: () => void lifecycle.attempt() })
  const access = createAccess({ ...parts, renewer, restore: lifecycle.restore })
  const handOut = createHandOut({ access, steady })
  const install = createInstaller(createAuthAdapter({ ...basics, access, origins }), access.stamp)

  function createFlow(): Flow {
    const given = { ...basics, api, session, timeout: refreshTimeout }
    if (kind === 'access-token') {
      const storage = tokenStorage === 'session' ? environment.tabNotes : null
      return accessTokenFlow({ ...given, storage, name })
    }
    const queue = createJarQueue(clock, steady, locks, `${name}:jar`, PATIENCE * refreshTimeout + TAKEOVER)
    const landing = createLanding(clock, notes, cookies, api.hintCookie, refreshTimeout, page.isSeen)
    return refreshTokenFlow(
      { ...given, queue, landing, deferrals },
      { late: () => lifecycle.retry(), catchUp: () => lifecycle.catchUp() },
    )
  }

  let signOuts = 0
  let signedOut: Promise<void> | undefined
  let token = session.live()?.token
  session.watch(() => {
    const live = session.live()
    if (live?.token !== token) {
      token = live?.token
      // What the cookie of before was put off for; this tab may never have heard of it.
      if (live?.by === 'sign-in') notes.deferred.clear()
      if (live === null) deferrals.forget()
      else deferrals.clear(live.by === 'sibling' ? live.token.sentAt : undefined)
    }
    scheduler.arm()
  })
  const stopWatching = lifecycle.watch(() => scheduler.arm())
  // A server draws its page by the cookie, also by that of a session which the person has signed out of without its hearing of it.
  if (options.initial && !flow.farewell?.isDue()) {
    const { user } = options.initial
    // The next page of who is signed in already: no new session to the tabs that are open, but a newer token.
    const start = notes.owner() === user.id ? session.adopt : session.begin
    start(user, tokenOf(options.initial, steady()), 'sign-in')
    session.publish()
  }

  /** What a page that is drawn by a server begins with, and so what it is taken up with in a browser. */
  const first = session.store.getState()

  const http = axios.create({ baseURL, ...options.http })
  // What the global axios sends everywhere would stand in for the session's token.
  const { common } = http.defaults.headers
  for (const name of Object.keys(common)) if (/^authorization$/i.test(name)) Reflect.deleteProperty(common, name)

  return {
    http: install(http),
    store: { ...session.store, getInitialState: () => first },
    restore: lifecycle.restore,
    async signIn(credentials) {
      if (disposed.aborted) throw superseded()
      const before = signOuts
      // A copy: the form may clear its own while this waits for its turn.
      const user = await flow.signIn({ ...credentials }, () => signOuts !== before)
      session.publish()
      if (signOuts !== before) throw superseded()
      return user
    },
    async signOut() {
      signOuts += 1
      const wasOver = session.isOver()
      if (!wasOver) {
        flow.farewell?.owe()
        session.end('signed-out')
      }
      session.publish()
      if (!wasOver) signedOut = flow.farewell?.tell()
      await signedOut
    },
    getAccessToken: ({ refused, session: epoch } = {}) => handOut(refused, epoch),
    async retryNow() {
      deferrals.hurry()
      if (flow.renews || !session.isKnown()) await lifecycle.attempt()
      return session.store.getState()
    },
    on: (_type, listener) => emitter.on(listener),
    attach: install,
    dispose() {
      signOuts += 1
      disposal.abort()
      stopWatching()
      flow.close()
      session.end('disposed', session.generation())
      session.publish()
      scheduler.stop()
      tabs.close()
      emitter.clear()
    },
  }
}

/** How long past its calls' timeouts a tab may keep the cookie jar before a sibling takes it, in ms. */
const TAKEOVER = 2000

/** An option that is `undefined` is as good as none. */
function defined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, option]) => option !== undefined)) as T
}
