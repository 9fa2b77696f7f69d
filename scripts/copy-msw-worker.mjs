// MSW's worker file must be the one of the installed version. MSW copies it in an install script of its own, which npm 11
// asks about before it runs it: so we do it ourselves, wherever the mock is about to be served.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'

const source = new URL('../node_modules/msw/lib/mockServiceWorker.js', import.meta.url)
const target = new URL('../public/mockServiceWorker.js', import.meta.url)

const installed = read(source)
if (installed === null) {
  // `npm ci --omit=dev` runs `prepare` too.
  console.log('msw is not installed: no worker file copied.')
} else if (read(target) !== installed) {
  mkdirSync(new URL('.', target), { recursive: true })
  writeFileSync(target, installed)
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
