/*
 * The engine against stories that nobody thought of: requests, answers in any order, faults, clocks that leap, sign-ins,
 * sign-outs and switches, tabs that come, go, freeze and lose one another's messages, browsers that lack an API, storage that
 * is wiped, on a server that rotates without a grace window and detects reuse.
 *
 * MODEL_RUNS sets the number of stories, for one tab, for many and for the other flow; a failure prints a seed and a path, to be told again by
 * MODEL_SEED and MODEL_PATH.
 *
 * That it bites was shown by breaking the engine on purpose, each time found within 2,000 stories:
 *
 *   the queue lets everyone in at once            sign-out wins, single flight
 *   no fence: any session's token will do         identity
 *   trouble is taken for a refusal                never drops
 *   no wait for the flight of an earlier page     no reuse
 *   renewal due at once, with no spacing          no storm
 *   the server is not told of a sign-out          sign-out wins
 *   an answer after the sign-out is adopted       no resurrection
 *   answers are handed over to whoever is there   identity
 */
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { story, type Story } from './commands'
import { checkAlways, checkInTheEnd } from './invariants'
import { createWorld } from './world'

const runs = Number(process.env['MODEL_RUNS'] ?? 1500)
const { MODEL_SEED, MODEL_PATH: path } = process.env
// The same stories at each commit, so that a change is to blame for what fails; new ones where MODEL_RUNS asks for them.
const seed = MODEL_SEED ?? (process.env['MODEL_RUNS'] === undefined ? '20261125' : undefined)

async function tell(told: Story): Promise<void> {
  const world = await createWorld(told)
  for (const command of told.commands) {
    await world.run(command)
    checkAlways(world, told)
  }
  await world.calm()
  checkAlways(world, told)
  checkInTheEnd(world, told)
}

describe.each([
  ['one', 'refresh-token'],
  ['many', 'refresh-token'],
  ['many', 'access-token'],
] as const)('the engine in %s tab(s), in the %s flow, whatever happens', (tabs, flow) => {
  it(`holds its invariants over ${String(runs)} stories`, { timeout: 3_600_000 }, () =>
    fc.assert(fc.asyncProperty(story(tabs, flow), tell), {
      numRuns: runs,
      ...(seed !== undefined && { seed: Number(seed) }),
      ...(path !== undefined && { path }),
    }),
  )
})
