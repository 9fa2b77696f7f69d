import type { Page } from '@playwright/test'
import { expect, test } from './support/test'

type Moment = 'begins' | 'changes' | 'fades'

declare global {
  interface Window {
    transitions: Moment[]
    tell: (moment: Moment) => Promise<void>
  }
}

/** From the next load on, tells what transitions do, at that moment. One that fades stays as it is until it is ended. */
async function watchTransitions(page: Page, tell: (moment: Moment) => Promise<void> | void = () => undefined) {
  await page.exposeFunction('tell', tell)
  await page.addInitScript(() => {
    window.transitions = []
    const note = (moment: Moment) => {
      window.transitions.push(moment)
      void window.tell(moment)
    }
    const start = Element.prototype.startViewTransition!
    Element.prototype.startViewTransition = function (update) {
      note('begins')
      const transition = start.call(this, () => {
        note('changes')
        update()
      })
      const fades = () => {
        for (const each of document.getAnimations()) each.pause()
        note('fades')
      }
      transition.ready.then(fades, () => undefined)
      return transition
    }
  })
}

const transitionsOf = (page: Page) => page.evaluate(() => window.transitions)

/** How many animations of pages’ pictures there are. */
const pictures = (page: Page) =>
  page.evaluate(
    () =>
      document.getAnimations().filter(({ effect }) => {
        const name = effect instanceof KeyframeEffect ? effect.pseudoElement : null
        return name?.startsWith('::view-transition')
      }).length,
  )

test('one page fades to the next, and to no page before sign-in or after sign-out', async ({
  page,
  person,
  server,
}) => {
  await watchTransitions(page)
  await person.comesSignedIn()
  await person.seesPage('Hello, Ada')
  await page.reload()
  await person.seesPage('Hello, Ada')
  expect(await transitionsOf(page)).toEqual([])

  await person.goesTo('Users')
  await person.seesPage('Users')
  await expect.poll(() => transitionsOf(page)).toEqual(['begins', 'changes', 'fades'])
  expect(await pictures(page)).toBeGreaterThan(0)
  // What is pressed ends it, as does typing.
  await page.keyboard.press('Shift')
  expect(await pictures(page)).toBe(0)

  await page.goBack()
  await person.seesPage('Hello, Ada')
  // The page is there before its data, which would be refused.
  await expect.poll(() => server.counts('GET', '/users/me')).toBe(3)
  await person.signOut()
  expect(await transitionsOf(page)).toHaveLength(3)
})

test('nothing fades for who wants less motion', async ({ page, person }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await watchTransitions(page)
  await person.comesSignedIn()
  await person.goesTo('Users')
  await person.seesPage('Users')
  expect(await transitionsOf(page)).toEqual([])
})

for (const moment of ['begins', 'changes', 'fades'] as const) {
  test(`a press of “Sign out” counts when a transition ${moment}`, async ({ page, person, server }) => {
    let place = { x: 0, y: 0 }
    await watchTransitions(page, async (now) => {
      if (now !== moment) return
      await page.mouse.move(place.x, place.y)
      await page.mouse.down()
      await page.mouse.up()
    })
    await person.comesSignedIn('/users')
    const { x = 0, y = 0 } = (await person.signOutButton.boundingBox()) ?? {}
    place = { x: x + 10, y: y + 10 }
    await page.getByRole('link', { name: 'Home' }).press('Enter')
    await person.seesPage('Sign in')
    await expect.poll(() => server.counts('POST', '/auth/logout')).toBe(1)
    expect(await pictures(page)).toBe(0)
  })

  test(`no picture outlives a session that another tab ends when a transition ${moment}`, async ({
    page,
    context,
    person,
  }) => {
    const other = await context.newPage()
    const signOut = () => other.getByRole('button', { name: 'Sign out' }).click()
    let signedOut = Promise.resolve()
    await watchTransitions(page, (now) => {
      if (now === moment) signedOut = signOut()
    })
    await person.comesSignedIn('/users')
    await other.goto('/how-it-works')
    await expect(other.getByRole('button', { name: 'Sign out' })).toBeVisible()
    await person.goesTo('Home')
    await person.seesPage('Sign in')
    await signedOut
    await person.seesNotice(/in another tab/)
    expect(await pictures(page)).toBe(0)
    await expect(page.getByText('Grace Hopper')).toHaveCount(0)
  })
}
