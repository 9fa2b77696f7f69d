import { gzipSync } from 'node:zlib'
import { build, type InlineConfig, type Rolldown } from 'vite'

export interface Chunk {
  readonly name: string
  readonly bytes: number
  /** Bytes of each module before it is minified, by its path. */
  readonly modules: ReadonlyMap<string, number>
}

const gzipped = (code: string) => gzipSync(code, { level: 9 }).length

/** The engine alone, minified and gzipped, without the packages in `external`. */
export async function engineSize(external: (string | RegExp)[]): Promise<number> {
  const [chunk] = await bundle({
    configFile: false,
    build: {
      // Vite leaves the white space in `es` libraries.
      lib: { entry: 'src/auth/index.ts', name: 'engine', formats: ['iife'], fileName: 'engine' },
      rolldownOptions: { external },
    },
  })
  return gzipped(chunk.code)
}

/** All scripts that have to be there before anything is shown: those that index.html names, and what they import. */
export async function entryChunks(config: InlineConfig): Promise<readonly Chunk[]> {
  const files = await bundle(config)
  const [html = ''] = files.flatMap((file) =>
    file.type === 'asset' && file.fileName === 'index.html' ? [String(file.source)] : [],
  )
  const chunks = new Map(files.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file]] : [])))
  const loaded = new Set([...chunks.values()].filter(({ fileName }) => html.includes(`/${fileName}"`)))
  for (const { imports } of loaded) {
    for (const name of imports) loaded.add(chunks.get(name)!)
  }
  return [...loaded].map(({ fileName, code, modules }) => ({
    name: fileName,
    bytes: gzipped(code),
    modules: new Map(Object.entries(modules).map(([id, { renderedLength }]) => [id, renderedLength])),
  }))
}

/** An empty page with the same libraries as the app. */
export const emptyPage: InlineConfig = { root: 'bench/empty-page', configFile: false }

export const sumOf = (chunks: readonly Chunk[]): number => chunks.reduce((sum, { bytes }) => sum + bytes, 0)

async function bundle(config: InlineConfig): Promise<Rolldown.RolldownOutput['output']> {
  // A test runner has set it to something else, and React's development build would be measured.
  process.env['NODE_ENV'] = 'production'
  const result = await build({ logLevel: 'error', ...config, build: { write: false, ...config.build } })
  return (Array.isArray(result) ? result[0]! : (result as Rolldown.RolldownOutput)).output
}
