import type { Clock } from '../environment/clock'
import { soon, type TabLife } from './tab-life'

/** What travels between tabs, apart from requests. */
export type Delivery = 'message' | 'lock' | 'storage' | 'cookie'

/** Brings something to a tab, later: nothing that another tab does is ever seen within the same task. */
export type Deliver = (kind: Delivery, life: TabLife, task: () => void) => void

/**
 * Ms that a delivery takes, asked for each. A browser promises nothing about which of two kinds is there first;
 * of one kind, whatever is asked for later never overtakes on its way to the same tab.
 */
export type Latency = (kind: Delivery) => number

/** Without a latency everything arrives in a microtask, in order, and no timer is set. */
export function createDeliver(clock: Clock, latency?: Latency): Deliver {
  if (latency === undefined) return (_kind, life, task) => soon(() => life.enter(task))

  const arrivals = new WeakMap<TabLife, Map<Delivery, number>>()
  return (kind, life, task) => {
    const last = arrivals.get(life) ?? new Map<Delivery, number>()
    const now = clock.monotonic()
    const at = Math.max(now + latency(kind), last.get(kind) ?? 0)
    arrivals.set(life, last.set(kind, at))
    clock.timer(() => life.enter(task), at - now)
  }
}
