// `npm run check`: all that can be said of the code without running it, two at a time.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const checks = Object.keys(manifest.scripts).filter((name) => name.startsWith('check:'))

/** @returns the number of checks that passed and that failed. */
export async function check() {
  const queue = [...checks]
  const failed = []
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) if (!(await run(next))) failed.push(next)
  }
  await Promise.all([worker(), worker()])
  return { passed: checks.length - failed.length, failed: failed.length }
}

function run(name) {
  const started = Date.now()
  return new Promise((resolve) => {
    const child = spawn(`npm run --silent ${name}`, { shell: true, env: { ...process.env, NO_COLOR: '1' } })
    let output = ''
    child.stdout.on('data', (text) => (output += text))
    child.stderr.on('data', (text) => (output += text))
    child.on('close', (code) => {
      console.log(`${code === 0 ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
      if (code !== 0) console.log(output)
      resolve(code === 0)
    })
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { passed, failed } = await check()
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed > 0 ? 1 : 0
}
