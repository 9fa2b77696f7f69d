import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What says in a moment what is broken comes first: the loopback suite takes seconds for each mutant. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSlow = ({ moduleId }: TestSpecification) =>
      Number(moduleId.includes('/e2e/') || moduleId.includes('/model/'))
    return (await super.sort(files)).sort((a, b) => isSlow(a) - isSlow(b))
  }
}

// What goes over the wire is held by the loopback suite, the order of events by the model: some stories of it, and the same
// for each mutant.
const isWire = process.env['MUTATE'] === 'wire'

export default defineConfig({
  test: {
    include: ['src/auth/**/*.test.ts', ...(isWire ? ['e2e/engine/*.test.ts'] : [])],
    exclude: ['**/soak.test.ts', '**/other-runners.test.ts', ...(isWire ? ['**/model/**'] : [])],
    env: { MODEL_RUNS: '60', MODEL_SEED: '20261125' },
    sequence: { sequencer: QuickFirst },
    restoreMocks: true,
    unstubGlobals: true,
  },
})
