// `npm run dev:api`: the mock API as a real HTTP server, and Vite's dev server, which hands it the API's calls.
// `--no-client` serves the API alone; every other option is explained by `--help`.
import { createServer, loadEnv, runnerImport } from 'vite'

const argv = process.argv.slice(2)
// Vite reads the TypeScript: Node 20 can't yet.
const { module } = await runnerImport('./mocks/serve.ts', { configFile: false, logLevel: 'error' })

if (argv.includes('--help')) {
  console.log(module.usage)
} else {
  const env = { ...loadEnv('development', process.cwd()), ...process.env }
  const options = argv.filter((option) => option !== '--no-client')
  const api = await module.serve(options, env).catch(giveUp)
  console.log(`  API      ${api.url}${api.basePath}`)
  if (!argv.includes('--no-client')) await startClient(api.url).catch(giveUp)
}

async function startClient(target) {
  process.env.API_TARGET = target
  const client = await createServer()
  await client.listen()
  client.printUrls()
}

function giveUp(error) {
  console.error(
    error.code === 'EADDRINUSE' ? `Port ${error.port} is taken: choose another with --port.` : error.message,
  )
  process.exit(1)
}
