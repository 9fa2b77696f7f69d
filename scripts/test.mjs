// `npm test`: every check and every test, whatever became of the one before. The last line is the sum of what they report.
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { check } from './check.mjs'
import './copy-msw-worker.mjs'

rmSync('reports', { recursive: true, force: true })

const steps = [
  ['Checks', check],
  [
    'Unit and component tests',
    () =>
      run(
        'vitest run --allowOnly=false --reporter=default --reporter=json --outputFile.json=reports/unit.json',
        'reports/unit.json',
        countUnit,
      ),
  ],
  ['Production build', () => run('npm run build')],
  ['End-to-end tests', () => run('playwright test --forbid-only', 'reports/e2e.json', countE2e)],
]

const total = { passed: 0, failed: 0 }
for (const [title, step] of steps) {
  console.log(`\n— ${title}`)
  const { passed, failed } = await step()
  total.passed += passed
  total.failed += failed
}
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
console.log(`\n${total.passed} passed, ${total.failed} failed`)

/** Without a report, the step is one test that its exit code tells the outcome of. */
function run(command, report, count) {
  const { status } = spawnSync(`npx --no-install ${command}`, { shell: true, stdio: 'inherit' })
  const fine = status === 0
  if (!report) return { passed: fine ? 1 : 0, failed: fine ? 0 : 1 }
  const counted = read(report, count)
  // A runner that fails without a failed test (a file that doesn't load, no browser) has failed all the same.
  return { passed: counted.passed, failed: fine ? counted.failed : Math.max(counted.failed, 1) }
}

function read(report, count) {
  try {
    return count(JSON.parse(readFileSync(report, 'utf8')))
  } catch (error) {
    console.error(`${report} can't be read: ${error.message}`)
    return { passed: 0, failed: 1 }
  }
}

function countUnit({ numPassedTests, numFailedTests, testResults }) {
  const unloaded = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
  return { passed: numPassedTests, failed: numFailedTests + unloaded.length }
}

/** A flaky test failed at least once, and one that was skipped proves nothing. */
function countE2e({ stats, errors }) {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped + errors.length }
}
