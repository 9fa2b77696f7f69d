import type { AuthClient } from '../../client'
import { PAGE_ADDRESS, type FakeTab } from '../fake-browser'
import type { FakeServer } from '../fake-server'
import { userOf } from '../scenes'

export interface Page {
  readonly tab: FakeTab
  readonly auth: AuthClient
  isFrozen: boolean
  /** How many sign-ins there had been when it was frozen: what it hears of an end is of then. */
  knows: number | null
}

/** What was asked for, by whom, and whether an answer of any kind has come. */
interface Asked {
  readonly page: Page
  readonly what: string
  isSettled: boolean
}

/** All that the pages of a story ask for. */
export function createWork(server: FakeServer) {
  const asked: Asked[] = []
  /** Who was signed in where each piece of work was asked for. */
  const workers = new Map<string, string>()
  /** Answers that came to somebody whom they were not for. */
  const shown: string[] = []

  function follow(page: Page, what: string, work: Promise<unknown>): void {
    const entry: Asked = { page, what, isSettled: false }
    asked.push(entry)
    const settle = () => (entry.isSettled = true)
    work.then(settle, settle)
  }

  function begin({ auth }: Page): string {
    const id = String(workers.size + 1)
    workers.set(id, userOf(auth))
    return id
  }

  return {
    asked,
    workers,
    shown,
    follow,
    request(page: Page, method: 'GET' | 'POST', timeout = 0): void {
      const id = begin(page)
      const config = { method, url: '/work', params: { id }, data: { id }, timeout }
      const work = page.auth.http.request<{ user: string | null }>(config).then(({ data }) => {
        const now = userOf(page.auth)
        const made = workers.get(id)
        if (made !== 'restoring' && now !== made)
          shown.push(`the answer to the work of ${made} was handed over while ${now}`)
        if (data.user !== now) shown.push(`the answer of ${data.user} was handed over while ${now}`)
      })
      follow(page, `${method} ${id}`, work)
    },
    /** As an app does with `fetch`: a token, and another one after a 401. */
    fetch(page: Page): void {
      const id = begin(page)
      async function send(refused?: string): Promise<void> {
        const token = await page.auth.getAccessToken({ refused })
        const answer = await server.send({
          method: 'GET',
          url: new URL(`/api/work?id=${id}`, PAGE_ADDRESS),
          headers: { authorization: `Bearer ${token}` },
          body: undefined,
          refreshToken: null,
        })
        if (refused === undefined && answer.kind === 'answer' && answer.status === 401) await send(token)
      }
      follow(page, `fetch ${id}`, send())
    },
  }
}
