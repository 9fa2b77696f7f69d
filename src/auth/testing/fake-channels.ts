import type { TabChannel } from '../environment/environment'
import type { Deliver } from './deliver'
import type { TabLife } from './tab-life'

/** The `BroadcastChannel`s of one browser profile. */
export interface FakeChannels {
  forTab(life: TabLife): (name: string) => TabChannel
  /** All that was ever posted, for a test that looks for secrets; the oldest first. */
  readonly posted: readonly unknown[]
}

interface Endpoint {
  readonly name: string
  readonly life: TabLife
  readonly listeners: Set<(message: unknown) => void>
}

export function createFakeChannels(deliver: Deliver): FakeChannels {
  const endpoints = new Set<Endpoint>()
  const posted: unknown[] = []

  return {
    posted,
    forTab: (life) => (name) => {
      const self: Endpoint = { name, life, listeners: new Set() }
      endpoints.add(self)
      const close = () => void endpoints.delete(self)
      const forget = life.onDeath(close)
      return {
        post(message) {
          if (life.isDead()) return
          if (!endpoints.has(self)) throw new DOMException('Channel is closed', 'InvalidStateError')
          posted.push(structuredClone(message))
          for (const other of endpoints) {
            if (other === self || other.name !== name) continue
            const copy: unknown = structuredClone(message)
            deliver('message', other.life, () => {
              if (endpoints.has(other)) other.listeners.forEach((listener) => listener(copy))
            })
          }
        },
        listen(listener) {
          self.listeners.add(listener)
          return () => self.listeners.delete(listener)
        },
        close() {
          forget()
          close()
        },
      }
    },
  }
}
