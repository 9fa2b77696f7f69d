import fc from 'fast-check'
import type { AuthClientOptions } from '../../settings'
import type { Fault } from '../faults'

/** One thing that happens. Tabs are counted modulo those that are open. */
export type Command =
  | { readonly do: 'request'; readonly tab: number; readonly method: 'GET' | 'POST' }
  | { readonly do: 'burst'; readonly tab: number }
  | { readonly do: 'sign-in'; readonly tab: number; readonly user: 'ada' | 'grace' }
  | { readonly do: 'sign-out'; readonly tab: number }
  | { readonly do: 'advance'; readonly ms: number }
  | { readonly do: 'sleep'; readonly ms: number; readonly monotonic: 'stands-still' | 'goes-on' }
  | { readonly do: 'shift-wall'; readonly ms: number }
  | { readonly do: 'fault'; readonly fault: Fault }
  | { readonly do: 'revoke' }
  | { readonly do: 'expire-access' }
  | { readonly do: 'open' }
  | { readonly do: 'close'; readonly tab: number }
  | { readonly do: 'reload'; readonly tab: number }
  | { readonly do: 'freeze'; readonly tab: number }
  | { readonly do: 'thaw'; readonly tab: number }
  | { readonly do: 'hide'; readonly tab: number }
  | { readonly do: 'show'; readonly tab: number }
  | { readonly do: 'online'; readonly tab: number }
  | { readonly do: 'put-away'; readonly tab: number }
  /** Another client in the same page, as after a hot update. */
  | { readonly do: 'remake'; readonly tab: number }
  | { readonly do: 'impatient'; readonly tab: number; readonly timeout: number }
  | { readonly do: 'fetch'; readonly tab: number }
  | { readonly do: 'retry-now'; readonly tab: number }
  /** The app comes back from a provider, as it thinks. */
  | { readonly do: 'expect'; readonly tab: number }
  /** Somebody signs in at a provider, of which no page hears. */
  | { readonly do: 'sign-in-elsewhere'; readonly user: 'ada' | 'grace' }
  /** The app, or the person, empties the storage. */
  | { readonly do: 'wipe' }

export function isUnnamedRefusal({ path, status = 0 }: Fault): boolean {
  return path === '/auth/refresh' && [400, 401, 403].includes(status)
}

const tab = fc.nat(7)
const HOUR = 3_600_000

/** Faults that a client can survive: none of them loses a rotated cookie for good, which nobody could make up for. */
const refreshFault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ status: fc.constantFrom(500, 502, 503, 504), times: fc.constantFrom(1, 2, 5) }),
  fc.record({ status: fc.constant(429), retryAfter: fc.constantFrom(1, 5, 30) }),
  fc.record({ status: fc.constantFrom(400, 401, 403) }),
  fc.record({ kind: fc.constantFrom('network' as const, 'timeout' as const, 'html' as const) }),
  fc.record({ kind: fc.constant('truncated' as const), when: fc.constant('after' as const) }),
  fc.record({ delayMs: fc.constantFrom(300, 2000, 8000, 14_000) }),
)
const otherFault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    path: fc.constantFrom('/auth/login', '/auth/logout'),
    status: fc.constantFrom(500, 503),
    times: fc.constantFrom(1, 3),
  }),
  fc.record({ path: fc.constantFrom('/auth/login', '/auth/logout'), kind: fc.constant('network' as const) }),
  fc.record({ path: fc.constant('/auth/login'), delayMs: fc.constantFrom(300, 4000) }),
  fc.record({ path: fc.constant('/auth/logout'), delayMs: fc.constantFrom(300, 4000, 14_000) }),
  fc.record({ path: fc.constant('/work'), status: fc.constantFrom(401, 403, 500), times: fc.constantFrom(1, 4) }),
)

const peaceful: readonly fc.WeightedArbitrary<Command>[] = [
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('request' as const), tab, method: fc.constantFrom('GET', 'POST') }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('burst' as const), tab }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('advance' as const),
      ms: fc.constantFrom(0, 7, 90, 400, 1100, 5000, 14_000, 47_000, 61_000, 600_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('sleep' as const),
      ms: fc.constantFrom(30_000, 8 * HOUR),
      monotonic: fc.constantFrom('stands-still', 'goes-on'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('shift-wall' as const),
      ms: fc.constantFrom(-12 * HOUR, -90_000, 90_000, 12 * HOUR),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      fault: fc.oneof(
        refreshFault.map((fault) => ({ ...fault, path: '/auth/refresh' })),
        otherFault,
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('expire-access' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('open' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const), tab }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reload' as const), tab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('freeze' as const), tab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('thaw' as const), tab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('hide' as const, 'show' as const), tab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('online' as const), tab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('put-away' as const), tab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remake' as const), tab }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('impatient' as const), tab, timeout: fc.constantFrom(5, 300, 2000) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('fetch' as const), tab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('retry-now' as const), tab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('expect' as const), tab }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wipe' as const) }) },
]

const eventful: readonly fc.WeightedArbitrary<Command>[] = [
  ...peaceful,
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('sign-in' as const), tab, user: fc.constantFrom('ada', 'grace') }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('sign-out' as const), tab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('revoke' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('sign-in-elsewhere' as const), user: fc.constantFrom('ada', 'grace') }),
  },
]

export interface Story {
  /** Nobody signs out or in, and the server revokes nothing: then no session may end. */
  readonly isPeaceful: boolean
  readonly flow: NonNullable<AuthClientOptions['flow']>
  readonly commands: readonly Command[]
  readonly seed: number
  readonly hint: boolean
  /** What the browser has not got. */
  readonly lacks: readonly ('locks' | 'channel' | 'cookies')[]
  /** Seconds that an access token lives. */
  readonly ttl: number | null
  readonly handOver: boolean
  readonly logoutEnds: 'session' | 'presented-token'
  /** Share of the messages between tabs that get lost. */
  readonly loss: number
}

const ALL: Story['lacks'] = []
const LACKS: Record<'one' | 'many', readonly Story['lacks'][]> = {
  one: [ALL, ALL, ALL, ['locks'], ['channel'], ['cookies'], ['locks', 'channel', 'cookies']],
  many: [ALL, ALL, ALL, ['locks'], ['channel'], ['cookies']],
}

export function story(tabs: 'one' | 'many', flow: Story['flow']): fc.Arbitrary<Story> {
  return fc.boolean().chain((isPeaceful) =>
    fc.record({
      isPeaceful: fc.constant(isPeaceful),
      flow: fc.constant(flow),
      commands: fc.array(
        fc.oneof(...(isPeaceful ? peaceful : eventful)).filter((command) => tabs === 'many' || command.do !== 'open'),
        { minLength: 3, maxLength: 30 },
      ),
      seed: fc.nat(),
      hint: fc.boolean(),
      lacks: fc.constantFrom(...LACKS[tabs]),
      ttl: fc.constantFrom(60, 60, 60, 20, 900, null),
      handOver: fc.constantFrom(true, true, true, false),
      logoutEnds: fc.constantFrom('session', 'presented-token'),
      loss: fc.constantFrom(0, 0, 0.2, 1),
    }),
  )
}
