import { type Answer, problem } from './answer'
import type { ApiCall } from './call'
import type { Control } from './control'
import { createEndpoints, type Endpoint, type Land } from './endpoints'
import { applyFault, createFaultList, kindOf, letsCookiesPass, type Outcome } from './faults'
import { type LogEntry, logEntry, type Writable } from './log'
import { type ApiOptions, defaultOptions, type Flow } from './options'
import { people } from './people'
import { type Random, systemRandom } from './random'
import { endSession, expireSessions } from './sessions'
import { emptyState } from './state'
import { memoryStore, type Store } from './store'

export interface MockApiOptions extends Partial<ApiOptions> {
  /** Wall clock of the server, ms. */
  readonly clock?: () => number
  readonly random?: Random
  readonly sleep?: (ms: number) => Promise<void>
  readonly store?: Store
}

export interface MockApi {
  readonly control: Control
  readonly store: Store
  readonly clock: () => number
  /** Answers a call. `land` is told of the cookies that reach the caller, inside the transaction that made them. */
  handle(call: ApiCall, land?: Land): Promise<Outcome>
}

/** The reference API, without a transport. */
export function createMockApi({
  clock = Date.now,
  random = systemRandom,
  sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  store = memoryStore(() => emptyState(random)),
  ...given
}: MockApiOptions = {}): MockApi {
  const initial: ApiOptions = { ...defaultOptions, ...given }
  let options = initial
  let reuseDetected = 0
  const faults = createFaultList()
  const log: LogEntry[] = []
  const endpoints = createEndpoints({ store, random, now: clock, options: () => options })

  const work = async (call: ApiCall, land: Land): Promise<Answer> => {
    const found = await route(endpoints, options.flow, call, land)
    if (found.code === 'refresh_token_reused') reuseDetected += 1
    return found
  }

  const serve = async (call: ApiCall, land: Land): Promise<Outcome> => {
    const fault = faults.take(call)
    if (fault === null) return work(call, land)
    if ((fault.when ?? 'before') === 'before') {
      await sleep(fault.delayMs ?? 0)
      return kindOf(fault) === 'slow' ? work(call, land) : applyFault(fault, null)
    }
    const real = await work(call, letsCookiesPass(fault) ? land : nowhere)
    await sleep(fault.delayMs ?? 0)
    return applyFault(fault, real)
  }

  const control: Control = {
    log,
    get options() {
      return options
    },
    get reuseDetected() {
      return reuseDetected
    },
    counts: (method, path) => log.filter((entry) => entry.method === method && entry.path === path).length,
    fail: (rule) => faults.add(rule),
    clearFaults: () => faults.clear(),
    setOptions: (changes) => {
      options = { ...options, ...changes }
    },
    revokeSessions: (username) =>
      store.transact((state) => {
        const user = people.find((person) => person.username === username)
        for (const { id, userId } of state.sessions.values()) {
          if (username === undefined || userId === user?.id) endSession(state, id)
        }
      }),
    expireRefreshTokens: () => store.transact((state) => expireSessions(state, clock())),
    expireAccessTokens: () =>
      store.transact((state) => {
        state.secret = random(32)
      }),
    reset: async () => {
      options = initial
      reuseDetected = 0
      faults.clear()
      log.length = 0
      await store.transact((state) => {
        for (const table of [state.sessions, state.refreshTokens, state.failures, state.jar]) table.clear()
      })
    },
  }

  return {
    control,
    store,
    clock,
    handle: async (call, land = nowhere) => {
      const entry = logEntry(call, clock())
      log.push(entry)
      return noted(entry, await serve(call, land))
    },
  }
}

function route(endpoints: readonly Endpoint[], flow: Flow, call: ApiCall, land: Land): Answer | Promise<Answer> {
  const method = call.method === 'HEAD' ? 'GET' : call.method
  const candidates = endpoints.filter((endpoint) => (endpoint.flow ?? flow) === flow && idIn(endpoint, call) !== null)
  const endpoint = candidates.find((candidate) => candidate.method === method)
  if (endpoint) return endpoint.serve(call, land, idIn(endpoint, call) ?? '')
  if (candidates.length === 0) return problem(404, 'not_found', 'There is nothing at this address.')
  const Allow = candidates.map((candidate) => candidate.method).join(', ')
  return problem(405, 'method_not_allowed', `This address takes ${Allow} only.`, { Allow })
}

/** What stands in the place of `:id`, empty where the path has none; null: another path. */
function idIn({ path }: Endpoint, call: ApiCall): string | null {
  if (!path.endsWith('/:id')) return call.path === path ? '' : null
  const parent = path.slice(0, -':id'.length)
  const id = call.path.slice(parent.length)
  return call.path.startsWith(parent) && id !== '' && !id.includes('/') ? id : null
}

function noted(entry: Writable<LogEntry>, outcome: Outcome): Outcome {
  if (typeof outcome === 'object') {
    entry.status = outcome.status
    entry.code = outcome.code
  }
  return outcome
}

const nowhere: Land = () => undefined
