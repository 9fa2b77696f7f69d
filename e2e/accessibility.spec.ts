import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { expect, test } from './support/test'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const SCREENS = [
  ['/', 'Hello, Ada'],
  ['/users', 'Users'],
  ['/sessions', 'Sessions'],
  ['/how-it-works', 'How this works'],
  ['/nowhere', 'There is no page at this address'],
] as const

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no screen has a flaw that a machine can find, ${colorScheme}`, async ({ page, person }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const flaws = async () => {
      await page.evaluate(axe)
      const { violations } = await page.evaluate<AxeResults>('axe.run()')
      return violations.map(({ id, nodes }) => `${page.url()} ${id}: ${nodes.map(({ html }) => html).join(' ')}`)
    }
    await page.goto('/login')
    await person.seesPage('Sign in')
    expect(await flaws()).toEqual([])
    await person.signIn()
    for (const [address, title] of SCREENS) {
      await page.goto(address)
      await person.seesPage(title)
      await expect(page.getByText('Loading')).toHaveCount(0)
      expect(await flaws()).toEqual([])
    }
  })
}
