import { expect, type Page } from '@playwright/test'
import { demoPassword } from '../../mocks/accounts'

/** What a person does and sees, by the names that the screens promise. */
export class Person {
  readonly page: Page
  constructor(page: Page) {
    this.page = page
  }

  async fillIn(username: string, password: string): Promise<void> {
    await this.page.getByLabel('Username').fill(username)
    await this.page.getByRole('textbox', { name: 'Password' }).fill(password)
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  }

  /** From wherever the sign-in page is open. */
  async signIn(username = 'ada'): Promise<void> {
    await this.fillIn(username, demoPassword)
    await expect(this.signOutButton).toBeVisible()
  }

  /** To `address`, by way of the sign-in page. */
  async comesSignedIn(address = '/', username = 'ada'): Promise<void> {
    await this.page.goto(address)
    await this.seesPage('Sign in')
    await this.signIn(username)
  }

  async goesTo(link: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: link }).click()
  }

  async signOut(): Promise<void> {
    await this.signOutButton.click()
    await this.seesPage('Sign in')
  }

  async seesPage(title: string): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible()
  }

  async seesNotice(text: RegExp): Promise<void> {
    await expect(this.page.getByRole('main').getByRole('status')).toHaveText(text)
  }

  async isAt(address: string): Promise<void> {
    await expect(this.page).toHaveURL(address)
  }

  get signOutButton() {
    return this.page.getByRole('button', { name: 'Sign out', exact: true })
  }
}
