/**
 * Whether a tab's JavaScript runs. All that reaches a tab from outside (timers, messages, answers, locks) comes through
 * here: at once while it is awake, after the thaw while it is frozen, never once it is dead.
 */
export interface TabLife {
  enter(task: () => void): void
  freeze(): void
  thaw(): void
  kill(): void
  isDead(): boolean
  /** Runs `task` when the tab dies; the function returned takes that back. */
  onDeath(task: () => void): () => void
}

/** As `queueMicrotask`, which a runner's fake timers (Jest's do) may hold up for ever. */
export const soon = (task: () => void) => void Promise.resolve().then(task)

/** Microtasks that a turn is given; axios takes a dozen from its adapter to its caller. */
const TICKS = 40

export function createTabLife(): TabLife {
  let state: 'awake' | 'frozen' | 'dead' = 'awake'
  let held: (() => void)[] = []
  const lastWords = new Set<() => void>()

  /** One held task a turn, as an event loop would: what the first one awaits goes on before the second, down to the caller of axios. */
  async function catchUp() {
    for (let tick = 0; tick < TICKS; tick += 1) await Promise.resolve()
    if (state !== 'awake') return
    held.shift()?.()
    if (held.length > 0) void catchUp()
  }

  return {
    enter(task) {
      if (state === 'dead') return
      if (state === 'awake' && held.length === 0) task()
      else held.push(task)
    },
    freeze() {
      if (state === 'awake') state = 'frozen'
    },
    thaw() {
      if (state !== 'frozen') return
      state = 'awake'
      void catchUp()
    },
    kill() {
      if (state === 'dead') return
      state = 'dead'
      held = []
      lastWords.forEach((task) => task())
      lastWords.clear()
    },
    isDead: () => state === 'dead',
    onDeath(task) {
      lastWords.add(task)
      return () => lastWords.delete(task)
    },
  }
}
