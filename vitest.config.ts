import { defineConfig } from 'vitest/config'

// Tests that need a DOM say so in their first line: `// @vitest-environment jsdom`.
export default defineConfig({
  define: { __MOCK__: 'false' },
  test: {
    include: ['{src,mocks,scripts,e2e}/**/*.test.{ts,tsx}'],
    restoreMocks: true,
    unstubGlobals: true,
  },
})
