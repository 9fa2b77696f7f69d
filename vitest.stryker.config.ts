import { defineConfig } from 'vitest/config'

// A mutant must fall to a test that says what it is about: not to a random story, nor to an hour of faults.
export default defineConfig({
  test: {
    include: ['src/auth/**/*.test.ts', 'e2e/engine/*.test.ts'],
    exclude: ['**/model/**', '**/soak.test.ts'],
    restoreMocks: true,
    unstubGlobals: true,
  },
})
