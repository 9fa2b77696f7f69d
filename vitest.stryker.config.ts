import { defineConfig } from 'vitest/config'

// A mutant must fall to a test that says what it is about: not to a random story, nor to a real server.
export default defineConfig({
  test: {
    include: ['src/auth/**/*.test.ts'],
    exclude: ['**/model/**'],
    restoreMocks: true,
    unstubGlobals: true,
  },
})
