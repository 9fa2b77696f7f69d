import { defineConfig } from 'vitest/config'

// Tests that need a DOM say so in their first line: `// @vitest-environment jsdom`.
export default defineConfig({
  define: { __MOCK__: 'false' },
  test: {
    include: ['{src,mocks,scripts,e2e}/**/*.test.{ts,tsx}'],
    // A screen's first test loads all of its modules: on a busy machine that alone takes seconds.
    testTimeout: 20_000,
    restoreMocks: true,
    unstubGlobals: true,
  },
})
