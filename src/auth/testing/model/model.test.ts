import fc from 'fast-check'
import { describe, it } from 'vitest'
import { story, type Story } from './commands'
import { checkAlways, checkInTheEnd } from './invariants'
import { createWorld } from './world'

const runs = Number(process.env['MODEL_RUNS'] ?? 1000)
const seed = process.env['MODEL_SEED']

async function tell(told: Story): Promise<void> {
  const world = await createWorld(told)
  for (const command of told.commands) {
    await world.run(command)
    checkAlways(world, told)
  }
  await world.calm()
  checkAlways(world, told)
  checkInTheEnd(world)
}

describe.each(['one', 'many'] as const)('the engine in %s tab(s), whatever happens', (tabs) => {
  it(`holds its invariants over ${String(runs)} stories`, { timeout: 3_600_000 }, () =>
    fc.assert(fc.asyncProperty(story(tabs), tell), {
      numRuns: runs,
      ...(seed === undefined ? {} : { seed: Number(seed) }),
    }),
  )
})
