import { execFileSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { builds } from '../../support/build'

/** The production build as it is, and the engine alone beside it, on one origin. */
export const outDir = 'dist-fixture'
export const FIXTURE = '/fixture/index.html'

const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js')
const root = join(import.meta.dirname, '../fixture')

export default function buildBoth(): void {
  rmSync(outDir, { recursive: true, force: true })
  cpSync(builds['refresh-token'], outDir, { recursive: true })
  buildFixture()
}

export function buildFixture(): void {
  const target = join(process.cwd(), outDir, dirname(FIXTURE))
  const options = ['--outDir', target, '--emptyOutDir', '--base', `${dirname(FIXTURE)}/`, '--logLevel', 'warn']
  execFileSync(process.execPath, [vite, 'build', root, ...options], {
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 2, 2],
  })
}
