/** Breaks the engine, and looks whether a test notices. `MUTATE=wire`: what talks to the server, else all that decides. */
const isWire = process.env['MUTATE'] === 'wire'
const WIRE = ['src/auth/{api,http}/**/*.ts', 'src/auth/errors.ts']

export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.stryker.config.ts' },
  mutate: [
    ...(isWire ? WIRE : ['src/auth/**/*.ts', ...WIRE.map((each) => `!${each}`)]),
    '!src/auth/**/*.test.ts',
    '!src/auth/{testing,react}/**',
    '!src/auth/api/example.ts',
  ],
  ignoreStatic: true,
  // Goes on where an earlier run ended: what has not changed since is not run again.
  incremental: true,
  incrementalFile: `reports/mutation-${isWire ? 'wire' : 'core'}-known.json`,
  reporters: ['progress-append-only', 'clear-text', 'json'],
  jsonReporter: { fileName: `reports/mutation-${isWire ? 'wire' : 'core'}.json` },
  clearTextReporter: { allowColor: false, logTests: false },
  tempDirName: '.cache/stryker',
  concurrency: 2,
  timeoutMS: 10000,
  thresholds: { high: 95, low: 90, break: 90 },
}
