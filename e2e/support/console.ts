import type { BrowserContext } from '@playwright/test'

export interface ConsoleWatch {
  /** What no page may say, and what was not allowed for. */
  readonly complaints: readonly string[]
  /** Chromium writes a line of its own for every answer of 4xx and 5xx: those that a test provokes. */
  allowStatus(...statuses: number[]): void
  /** The same for a request that gets no answer. */
  allowFailedRequests(): void
  /** What the page itself has to say. */
  allow(text: RegExp): void
}

/** Listens to every page of the context: errors, warnings, exceptions, breaches of the policy. */
export async function watchConsole(context: BrowserContext): Promise<ConsoleWatch> {
  const said: string[] = []
  const allowed: RegExp[] = []
  let mayAsk = true
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
      console.error(`Breach of the policy: ${violatedDirective} ${blockedURI} ${sample}`)
    })
  })
  context.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    const text = `${message.type()}: ${message.text()}`
    // A browser that was never here may ask once whether there is a session, and be told that there is none.
    const isFirstQuestion = mayAsk && failed(401).test(text) && message.location().url.endsWith('/auth/refresh')
    if (isFirstQuestion) mayAsk = false
    else said.push(text)
  })
  context.on('weberror', (error) => said.push(`uncaught: ${error.error().stack ?? error.error().message}`))
  return {
    get complaints() {
      return said.filter((text) => !allowed.some((pattern) => pattern.test(text)))
    },
    allowStatus: (...statuses) => {
      allowed.push(...statuses.map(failed))
    },
    allowFailedRequests: () => allowed.push(/^error: Failed to load resource: net::/),
    allow: (text) => allowed.push(text),
  }
}

const failed = (status: number) =>
  RegExp(`^error: Failed to load resource: the server responded with a status of ${status} `)
