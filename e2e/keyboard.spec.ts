import type { Page } from '@playwright/test'
import { demoPassword } from '../mocks/accounts'
import { signInElsewhere } from './support/elsewhere'
import { expect, test } from './support/test'

/** Every job by keyboard alone: nothing here clicks, hovers, or puts the focus anywhere. */
class Keyboard {
  readonly page: Page
  constructor(page: Page) {
    this.page = page
  }

  press(key: string): Promise<void> {
    return this.page.keyboard.press(key)
  }

  type(text: string): Promise<void> {
    return this.page.keyboard.type(text)
  }

  /** What has the focus, as a screen reader names it, and whether one can see that it has. */
  private focused() {
    return this.page.evaluate(() => {
      const element = document.activeElement
      if (!element || element === document.body) return { name: '', isSeen: true }
      const labels = (element as HTMLInputElement).labels
      const name = element.getAttribute('aria-label') ?? labels?.[0]?.textContent ?? element.textContent
      const ring = [element, element.closest('label')].some(
        (each) =>
          each && getComputedStyle(each).outlineStyle !== 'none' && getComputedStyle(each).outlineWidth !== '0px',
      )
      const { top, bottom } = element.getBoundingClientRect()
      const isInView = bottom > 0 && top < innerHeight
      return { name: name.trim(), isSeen: ring && isInView }
    })
  }

  /** Tabs on until it is there, and expects a visible ring at every stop. */
  async tabTo(name: string, { key = 'Tab', atMost = 30 } = {}): Promise<void> {
    const stops: string[] = []
    while (stops.length < atMost) {
      await this.press(key)
      const { name: stop, isSeen } = await this.focused()
      expect(isSeen, `the focus on “${stop}” can be seen`).toBe(true)
      stops.push(stop)
      if (stop === name) return
    }
    throw new Error(`“${name}” is not among ${stops.join(', ')}.`)
  }

  /** Moves on by links: the heading of the next page has the focus. */
  async lands(title: string): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1, name: title, exact: true })).toBeFocused()
  }
}

test('signs in, with a mistake on the way', async ({ page, person, console }) => {
  console.allowStatus(401)
  const keyboard = new Keyboard(page)
  await page.goto('/users')
  await person.seesPage('Sign in')
  await expect(page.getByLabel('Username')).toBeFocused()

  await keyboard.press('Enter')
  await expect(page.getByRole('alert')).toHaveText(/Enter your username/)
  await expect(page.getByLabel('Username')).toBeFocused()

  await keyboard.type('ada')
  await keyboard.tabTo('Password')
  await keyboard.type('wrong')
  await keyboard.tabTo('Show password')
  await keyboard.press('Space')
  await expect(page.getByRole('textbox', { name: 'Password' })).toHaveAttribute('type', 'text')
  await keyboard.tabTo('Sign in')
  await keyboard.press('Enter')
  await expect(page.getByRole('alert')).toHaveText(/don’t go together/)

  // The message has the focus; the fields come next.
  await keyboard.tabTo('Username', { atMost: 1 })
  await keyboard.tabTo('Password', { atMost: 1 })
  await keyboard.type(demoPassword)
  await keyboard.press('Enter')
  await keyboard.lands('Users')
  await person.isAt('/users')
})

test('goes about, and skips what is on every page', async ({ page, person }) => {
  const keyboard = new Keyboard(page)
  await person.comesSignedIn()
  await keyboard.lands('Hello, Ada')
  await page.reload()
  await person.seesPage('Hello, Ada')

  await keyboard.tabTo('Skip to content', { atMost: 1 })
  await keyboard.press('Enter')
  await keyboard.tabTo('See where else you are signed in', { atMost: 1 })
  await keyboard.press('Enter')
  await keyboard.lands('Sessions')

  await keyboard.tabTo('How this works', { key: 'Shift+Tab' })
  await keyboard.press('Enter')
  await keyboard.lands('How this works')
  await keyboard.tabTo('Home', { key: 'Shift+Tab' })
  await keyboard.press('Enter')
  await keyboard.lands('Hello, Ada')
  await page.goBack()
  await keyboard.lands('How this works')
})

test('searches and sorts', async ({ page, person }) => {
  const keyboard = new Keyboard(page)
  await person.comesSignedIn('/users')
  await keyboard.lands('Users')
  await expect(page.getByRole('cell', { name: 'Grace Hopper' })).toBeVisible()

  await keyboard.tabTo('Search users', { atMost: 1 })
  await keyboard.type('ra')
  await expect(page).toHaveURL('/users?q=ra')
  await expect(page.getByRole('status', { name: 'Users found' })).toHaveText('7 of 25 users')

  await keyboard.tabTo('Username')
  await keyboard.press('Enter')
  await expect(page).toHaveURL('/users?q=ra&sort=username')
  await keyboard.press('Space')
  await expect(page).toHaveURL('/users?q=ra&sort=username&dir=desc')
  await expect(page.getByRole('columnheader', { name: 'Username' })).toHaveAttribute('aria-sort', 'descending')
  await expect(page.getByRole('row').nth(1)).toContainText('Radia Perlman')

  await keyboard.tabTo('Search users', { key: 'Shift+Tab' })
  await keyboard.type('xx')
  await keyboard.tabTo('Show all users')
  await keyboard.press('Enter')
  await expect(page.getByRole('cell', { name: 'Grace Hopper' })).toBeVisible()
})

test('ends a session, and thinks better of it first', async ({ page, person, server, baseURL }) => {
  await signInElsewhere(baseURL, 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')
  const keyboard = new Keyboard(page)
  await person.comesSignedIn('/sessions')
  await keyboard.lands('Sessions')
  await expect(page.getByText('This device')).toBeVisible()

  await keyboard.tabTo('End session of Firefox on Linux')
  await keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'End the session of Firefox on Linux?' })
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused()
  // The focus stays within.
  await keyboard.tabTo('End session', { atMost: 1 })
  await page.keyboard.press('Tab')
  await expect(page.locator('main :focus')).toHaveCount(0)
  await keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'End session of Firefox on Linux' })).toBeFocused()
  expect(server.log.filter(({ method }) => method === 'DELETE')).toEqual([])

  await keyboard.press('Enter')
  await keyboard.tabTo('End session', { atMost: 1 })
  await keyboard.press('Enter')
  await expect(page.getByText('You are signed in on this device only.')).toBeVisible()
  await expect(page.getByRole('status', { name: 'Messages' })).toHaveText('Ended the session of Firefox on Linux.')
  await expect(page.getByRole('list', { name: 'Your sessions' })).toBeFocused()
  await expect.poll(() => server.log.filter(({ method }) => method === 'DELETE')).toMatchObject([{ status: 204 }])
})

test('changes the theme, which is remembered, and signs out', async ({ page, person }) => {
  const keyboard = new Keyboard(page)
  await page.emulateMedia({ colorScheme: 'light' })
  await person.comesSignedIn()
  await keyboard.lands('Hello, Ada')
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  const light = await background()

  await keyboard.tabTo('System')
  await keyboard.press('ArrowRight')
  await keyboard.press('ArrowRight')
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked()
  const dark = await background()
  expect(dark).not.toBe(light)
  await page.reload()
  await person.seesPage('Hello, Ada')
  expect(await background()).toBe(dark)

  await keyboard.tabTo('Sign out')
  await keyboard.press('Enter')
  await keyboard.lands('Sign in')
  expect(await background()).toBe(dark)
})
