import type { Browser, CDPSession } from '@playwright/test'

/**
 * A browser profile whose tabs are hidden behind one another. Playwright makes every page of its own believe that it is
 * looked at, and a browser freezes no such page.
 */
export interface HiddenTabs {
  open(url: string): Promise<HiddenTab>
  close(): Promise<void>
}

export interface HiddenTab {
  evaluate<R>(run: () => R | Promise<R>): Promise<R>
  evaluate<A, R>(run: (arg: A) => R | Promise<R>, arg: A): Promise<R>
  /** As the browser does to a tab that was long out of sight. Another must have been opened since. */
  freeze(): Promise<void>
  thaw(): Promise<void>
}

interface Answer {
  readonly id: number
  readonly error?: { readonly message: string }
  readonly result?: {
    readonly result?: { readonly value?: unknown }
    readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } }
  }
}

export async function openHiddenTabs(browser: Browser): Promise<HiddenTabs> {
  const devtools = await browser.newBrowserCDPSession()
  const { browserContextId } = await devtools.send('Target.createBrowserContext')
  return {
    async open(url) {
      const { targetId } = await devtools.send('Target.createTarget', { url, browserContextId })
      const { sessionId } = await devtools.send('Target.attachToTarget', { targetId, flatten: false })
      return tabOf(devtools, sessionId)
    },
    async close() {
      await devtools.send('Target.disposeBrowserContext', { browserContextId })
    },
  }
}

function tabOf(devtools: CDPSession, sessionId: string): HiddenTab {
  const waiting = new Map<number, (answer: Answer) => void>()
  devtools.on('Target.receivedMessageFromTarget', (event) => {
    if (event.sessionId !== sessionId) return
    const answer = JSON.parse(event.message) as Answer
    waiting.get(answer.id)?.(answer)
  })

  function send(method: string, params: object): Promise<Answer> {
    const id = waiting.size + 1
    return new Promise((resolve, reject) => {
      waiting.set(id, (answer) => (answer.error ? reject(new Error(answer.error.message)) : resolve(answer)))
      const message = JSON.stringify({ id, method, params })
      devtools.send('Target.sendMessageToTarget', { sessionId, message }).catch(reject)
    })
  }

  async function evaluate<R>(run: (arg: never) => R | Promise<R>, arg?: unknown): Promise<R> {
    const expression = `(${run.toString()})(${JSON.stringify(arg) ?? ''})`
    const { result } = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
    const failure = result?.exceptionDetails
    if (failure) throw new Error(failure.exception?.description ?? failure.text)
    return result?.result?.value as R
  }

  const setState = async (state: 'frozen' | 'active') => {
    await send('Page.setWebLifecycleState', { state })
  }

  return { evaluate, freeze: () => setState('frozen'), thaw: () => setState('active') }
}
