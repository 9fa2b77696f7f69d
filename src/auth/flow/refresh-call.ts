import type { RefreshAnswer } from '../api/contract'
import { pause } from '../environment/clock'
import { PATIENCE } from '../jar/landing'
import type { JarParts } from './parts'

interface Answered {
  readonly answer: RefreshAnswer
  /** Steady ms at which the refresh was sent. */
  readonly sentAt: number
}

/**
 * The refresh that this page has out. When it outlasts its timeout it is no longer waited for, but it is let run: to cut it
 * would be to lose the rotated cookie that it may be about to bring, and to send another beside it would be to present a
 * cookie that is used by now. Either costs the session.
 */
export interface RefreshCall {
  /**
   * The answer to the refresh that is out, else to one that is sent now; `timeout` when it takes too long. Null when none is
   * out that answers, and none may be sent any more (`maySend`).
   */
  ask(maySend: () => boolean): Promise<Answered | null>
  isOut(): boolean
  /** Resolves when the answer is here, or has had all the time that it gets. */
  over(): Promise<void>
  /** What is still out is not wanted any more: another session is about to begin. */
  drop(): void
}

/** ms */
export const LEAVING = 100

interface Call {
  readonly epoch: number
  readonly sentAt: number
  readonly answer: Promise<RefreshAnswer>
  drop(): void
  /** How many wait for it. */
  awaited: number
}

/**
 * `onLate` is called when an answer comes that nobody waits for any more, with the epoch that it was asked for in. Whoever
 * asks next in that epoch has it at once.
 */
export function createRefreshCall(
  parts: JarParts,
  onLate: (epoch: number, answer: RefreshAnswer) => void,
): RefreshCall {
  const { api, session, landing, clock, steady, timeout } = parts
  let call: Call | null = null

  function send(): Call {
    const controller = new AbortController()
    const sentAt = steady()
    const epoch = session.epoch()
    const land = landing.takeOff()
    const answer = api
      .refresh({ signal: controller.signal })
      .catch((cause: unknown): RefreshAnswer => ({ kind: 'trouble', trouble: 'network', retryAfter: null, cause }))
      .then(async (given) => {
        // Chromium fails a page's requests some ms before it says `pagehide`, also one that goes on as `keepalive`: a page
        // that is being left must not take that for an answer. One that stays finds out a moment later.
        if (given.kind === 'trouble' && given.trouble === 'network') await pause(clock, LEAVING)
        land(given.kind === 'trouble' && given.trouble !== 'malformed' ? null : steady() - sentAt)
        if (call === sent && sent.awaited === 0) onLate(epoch, given)
        return given
      })
    // Chromium lets a `keepalive` request go on after its abort, and takes its cookies: see `isForeign`.
    const drop = () => {
      controller.abort()
      land(null)
    }
    const sent: Call = { epoch, sentAt, answer, drop, awaited: 0 }
    return sent
  }

  /** The answer, or null after `ms`. */
  async function wait(out: Call, ms: number): Promise<RefreshAnswer | null> {
    const answered = new AbortController()
    out.awaited += 1
    const late = pause(clock, ms, answered.signal).then(() => null)
    const answer = await Promise.race([out.answer, late])
    answered.abort()
    out.awaited -= 1
    if (answer !== null && call === out) call = null
    return answer
  }

  /** All the time that is left to the answer, and a moment for one that is there already. */
  const waitOut = (out: Call) => wait(out, Math.max(out.sentAt + PATIENCE * timeout - steady(), 0))

  function drop(): void {
    call?.drop()
    call = null
  }

  return {
    isOut: () => call !== null,
    drop,
    async over() {
      if (call !== null) await waitOut(call)
    },
    async ask(maySend) {
      const out = call
      if (out !== null) {
        const answer = await waitOut(out)
        if (answer !== null && out.epoch === session.epoch()) return { answer, sentAt: out.sentAt }
      }
      drop()
      if (!maySend()) return null
      call = send()
      const { sentAt } = call
      return { answer: (await wait(call, timeout)) ?? TIMEOUT, sentAt }
    },
  }
}

const TIMEOUT: RefreshAnswer = { kind: 'trouble', trouble: 'timeout', retryAfter: null, cause: null }
