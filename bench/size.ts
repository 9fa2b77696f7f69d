/**
 * What the engine adds to a page: minified and gzipped, without axios and zustand, which an app of this kind has anyway.
 * Fails when it has grown by more than a tenth over the budget; lower the budget when it has shrunk.
 */
import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'

const BUDGET = 10_000
const GROWTH = 1.1

async function sizeOf(entry: string, external: (string | RegExp)[]): Promise<number> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: true,
      // Vite leaves the white space in `es` libraries.
      lib: { entry, name: 'engine', formats: ['iife'], fileName: 'engine' },
      rolldownOptions: { external },
    },
  })
  const [output] = Array.isArray(result) ? result : [result as Rolldown.RolldownOutput]
  return gzipSync(output?.output[0].code ?? '', { level: 9 }).length
}

const whole = await sizeOf('src/auth/index.ts', ['axios', /^zustand/])
const own = await sizeOf('src/auth/index.ts', ['axios', /^zustand/, 'valibot', 'jwt-decode'])
console.log(
  `Engine with valibot and jwt-decode: ${whole} bytes gzipped. Its own code: ${own} bytes. Budget: ${BUDGET}.`,
)
if (whole > BUDGET * GROWTH) {
  console.error(`Over the budget by ${(((whole - BUDGET) / BUDGET) * 100).toFixed(0)} %.`)
  process.exitCode = 1
}
