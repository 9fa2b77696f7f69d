import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

const DEVELOPMENT_ONLY = /\/(mocks|src\/inspector|src\/auth\/testing|node_modules\/msw)\//

/** Keeps what serves development alone out of a production build, and fails the build should any of it be in there. */
export function withoutMock(): Plugin {
  let outDir = ''
  return {
    name: 'without-mock',
    apply: 'build',
    configResolved(config) {
      outDir = join(config.root, config.build.outDir)
    },
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue
        const found = chunk.moduleIds.filter((id) => DEVELOPMENT_ONLY.test(id))
        if (found.length > 0) this.error(`A production build must not contain ${found.join(', ')}.`)
      }
    },
    writeBundle() {
      rmSync(join(outDir, 'mockServiceWorker.js'), { force: true })
    },
  }
}
