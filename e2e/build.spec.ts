import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { emptyPage, entryChunks, sumOf } from '../bench/sizes'
import { contentSecurityPolicy } from '../scripts/policy'
import { builds } from './support/build'
import { expect, test } from './support/test'

const DEVELOPMENT_ONLY = /mockServiceWorker|correct-horse|setupWorker|inspector/i

for (const outDir of Object.values(builds)) {
  test(`${outDir} holds nothing of the mock or the inspector`, () => {
    const files = readdirSync(outDir, { recursive: true, encoding: 'utf8' })
    expect(files).toContain('index.html')
    for (const file of files) expect(file).not.toMatch(DEVELOPMENT_ONLY)
    for (const file of files.filter((name) => /\.(js|css|html)$/.test(name))) {
      expect(readFileSync(join(outDir, file), 'utf8').match(DEVELOPMENT_ONLY), file).toBeNull()
    }
  })
}

test('every document comes with the policy, and no service worker', async ({ page, person }) => {
  const answer = await page.goto('/how-it-works')
  expect(answer?.headers()['content-security-policy']).toBe(contentSecurityPolicy)
  await person.seesPage('How this works')
  expect(await page.evaluate(() => navigator.serviceWorker.getRegistrations().then((all) => all.length))).toBe(0)
})

test('before its first paint a page loads one script beside the theme’s, within its budget', async () => {
  // The aim is 1.12. The engine alone is 1.145; see bench/size.ts.
  const BUDGET = 1.22
  const outDir = builds['refresh-token']
  const html = readFileSync(join(outDir, 'index.html'), 'utf8')
  const [entry, ...others] = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, file]) => file!)
  expect(others).toEqual([])
  const code = readFileSync(join(outDir, entry!), 'utf8')
  expect(code.startsWith('import'), 'it imports another').toBe(false)
  expect(gzipSync(code, { level: 9 }).length / sumOf(await entryChunks(emptyPage))).toBeLessThanOrEqual(BUDGET)
})
