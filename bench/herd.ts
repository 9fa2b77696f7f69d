/**
 * A million clients whose API is away for ten minutes: how many refreshes a second it meets when it is back. Each client
 * is driven by the engine's own arithmetic (when to renew, how long to back off); beside it, what a fixed timer does.
 */
import { backoffDelay, unhurriedDelay } from '../src/auth/backoff.ts'
import { MIN_SPACING, renewAfter } from '../src/auth/lifetime.ts'
import { seededRandom } from '../src/auth/testing/fake-clock.ts'

const CLIENTS = 1_000_000
const LIFETIME = 15 * 60_000
const OUTAGE_FROM = 20 * 60_000
const OUTAGE_TO = OUTAGE_FROM + 10 * 60_000
const END = OUTAGE_TO + 60 * 60_000

interface Policy {
  readonly name: string
  due(chance: number): number
  retry(attempt: number, chance: number): number
}

const policies: readonly Policy[] = [
  {
    name: 'engine, pages in the background that ask for nothing',
    due: (chance) => renewAfter(LIFETIME, chance),
    retry: (attempt, chance) => Math.max(backoffDelay(attempt, chance), unhurriedDelay(attempt, chance), MIN_SPACING),
  },
  {
    name: 'engine, pages that all are looked at or ask all the time',
    due: (chance) => renewAfter(LIFETIME, chance),
    retry: (attempt, chance) => Math.max(backoffDelay(attempt, chance), MIN_SPACING),
  },
  {
    name: 'fixed timers: a minute before the end, again every 5 s',
    due: () => LIFETIME - 60_000,
    retry: () => 5000,
  },
  {
    name: 'exponential without jitter: 1, 2, 4 … 300 s',
    due: () => LIFETIME - 60_000,
    retry: (attempt) => Math.min(1000 * 2 ** (attempt - 1), 300_000),
  },
]

const isAway = (at: number) => at >= OUTAGE_FROM && at < OUTAGE_TO

/** Refreshes in each second of the simulated time. */
function simulate({ due, retry }: Policy): Uint32Array {
  const random = seededRandom(1)
  const perSecond = new Uint32Array(END / 1000)
  for (let client = 0; client < CLIENTS; client += 1) {
    // People have signed in at any moment.
    let at = random() * due(0.5)
    let attempt = 0
    while (at < END) {
      perSecond[Math.floor(at / 1000)]! += 1
      attempt = isAway(at) ? attempt + 1 : 0
      at += attempt > 0 ? retry(attempt, random()) : due(random())
    }
  }
  return perSecond
}

const usual = CLIENTS / (renewAfter(LIFETIME, 0.5) / 1000)
const most = (from: number, to: number, counts: Uint32Array) => Math.max(...counts.slice(from / 1000, to / 1000))
const times = (count: number) => `${(count / usual).toFixed(1)} ×`

console.log(`${CLIENTS.toLocaleString('en')} clients, tokens of 15 min, API away for 10 min.`)
console.log(`Usual: ${usual.toFixed(0)} refreshes a second.\n`)
for (const policy of policies) {
  const counts = simulate(policy)
  console.log(policy.name)
  console.log(`  most in a second, while away:     ${times(most(OUTAGE_FROM, OUTAGE_TO, counts))}`)
  console.log(`  most in a second, after it is back: ${times(most(OUTAGE_TO, END, counts))}`)
  const line = Array.from({ length: 12 }, (_, n) => {
    const from = OUTAGE_FROM + (n - 1) * 120_000
    return `${String((from - OUTAGE_FROM) / 60_000).padStart(3)} min ${times(most(from, from + 120_000, counts))}`
  })
  console.log(`  by two minutes: ${line.join(', ')}\n`)
}
