import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** A production build for each flow, made anew for each run. */
export const builds = { 'refresh-token': 'dist', 'access-token': 'dist-access-token' } as const

const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js')

export default function buildAll(): void {
  for (const [flow, outDir] of Object.entries(builds)) {
    // As on any machine, whatever is set on this one.
    const env = { PATH: process.env['PATH'], VITE_AUTH_FLOW: flow, VITE_TOKEN_STORAGE: 'memory', VITE_API_URL: '/api' }
    execFileSync(process.execPath, [vite, 'build', '--outDir', outDir, '--logLevel', 'warn'], {
      env,
      stdio: ['ignore', 2, 2],
    })
  }
}
