// Runs a TypeScript file, which Node 20 can't by itself: `node scripts/run-ts.mjs bench/herd.ts`.
import { resolve } from 'node:path'
import { runnerImport } from 'vite'

await runnerImport(resolve(process.argv[2] ?? ''), { configFile: false, logLevel: 'error' })
