import { expect } from '@playwright/test'

/**
 * Holds whatever the server is told to be slow with, for as long as a test needs: `test.use({ api: { sleep: gate.wait } })`.
 * How fast the machine is decides nothing.
 */
export function createGate() {
  let held: (() => void)[] = []
  function open(): void {
    for (const each of held) each()
    held = []
  }
  return {
    wait: () =>
      new Promise<void>((open) => {
        held.push(open)
      }),
    /** Before each test: a call of the one before that nobody let go would count as held by this one. */
    letAllGo: open,
    /** Resolves once so many are held. */
    holds: (count: number) => expect.poll(() => held.length).toBe(count),
    open,
  }
}
