import { execSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

const SYSTEM = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(
  (name) => `/usr/bin/${name}`,
)
const ELSEWHERE = [
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** A Chromium to test with: the one that is there, else one that is fetched now. Tests without a browser fail. */
export function ensureBrowser(): string {
  const named = process.env['CHROMIUM_PATH']
  if (named) {
    if (existsSync(named)) return named
    giveUp(`CHROMIUM_PATH is ${named}, and there is nothing.`)
  }
  const path = find() ?? fetchOne()
  if (!path) giveUp('No browser to test with: install Chromium or Chrome, or name one by CHROMIUM_PATH.')
  // The processes that run the tests read the configuration anew.
  process.env['CHROMIUM_PATH'] = path
  return path
}

function find(): string | undefined {
  return [chromium.executablePath(), ...SYSTEM, ...ELSEWHERE].find((path) => existsSync(path))
}

function fetchOne(): string | undefined {
  const isRoot = process.getuid?.() === 0
  const ways = [
    'npx --no-install playwright install chromium',
    ...(isRoot ? ['apt-get update && apt-get install -y --no-install-recommends chromium'] : []),
  ]
  for (const way of ways) {
    console.error(`No browser found. Trying: ${way}`)
    try {
      // Standard output is the reporters'.
      execSync(way, { stdio: ['ignore', 2, 2], timeout: 300_000 })
    } catch {
      continue
    }
    const path = find()
    if (path) return path
  }
  return undefined
}

/** One line, and no stack that buries it. */
function giveUp(reason: string): never {
  console.error(reason)
  process.exit(1)
}
