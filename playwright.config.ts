import { defineConfig } from '@playwright/test'
import { ensureBrowser } from './e2e/support/browser'

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  // Pictures for people to look at, made when they ask for them.
  testIgnore: process.env['SCREENS'] ? [] : '**/screens/shots.spec.ts',
  outputDir: 'test-results',
  globalSetup: ['./e2e/support/build.ts', './e2e/tabs/support/build.ts'],
  fullyParallel: true,
  // One: a test of eight tabs keeps two cores busy by itself.
  workers: 1,
  retries: 0,
  timeout: 30_000,
  // The same for every system: what differs between them is within the tolerance.
  snapshotPathTemplate: '{testDir}/screens/baseline/{arg}{ext}',
  expect: { toHaveScreenshot: { maxDiffPixelRatio: 0.005 } },
  reporter: [['list'], ['json', { outputFile: 'reports/e2e.json' }]],
  use: {
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: ensureBrowser(),
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--font-render-hinting=none',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
