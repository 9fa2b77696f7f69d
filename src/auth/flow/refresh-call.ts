import type { RefreshAnswer } from '../api/contract'
import { pause } from '../environment/clock'
import type { JarParts } from './parts'

export interface Answered {
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
  /** The answer to the refresh that is out, else to one that is sent now; `timeout` when it takes too long. */
  ask(): Promise<Answered>
  isOut(): boolean
  /** Resolves once nothing is out, or nothing is waited for any longer: before another call may set the cookie. */
  over(): Promise<void>
}

/** How often an answer is waited for, each time for the timeout, before it is given up and the refresh sent anew. */
const PATIENCE = 2

interface Call {
  readonly epoch: number
  readonly sentAt: number
  readonly answer: Promise<RefreshAnswer>
  readonly abort: () => void
  asked: number
  isAwaited: boolean
}

/** `onLate` is called when an answer comes that nobody waits for any more: whoever asks next has it at once. */
export function createRefreshCall(parts: JarParts, onLate: () => void): RefreshCall {
  const { api, session, landing, clock, steady, timeout } = parts
  let call: Call | null = null

  function send(): Call {
    const controller = new AbortController()
    const sentAt = steady()
    const land = landing.takeOff()
    const answer = api
      .refresh({ signal: controller.signal })
      .catch((cause: unknown): RefreshAnswer => ({ kind: 'trouble', trouble: 'network', retryAfter: null, cause }))
      .then((given) => {
        land(given.kind === 'trouble' && given.trouble !== 'malformed' ? null : steady() - sentAt)
        if (call === sent && !sent.isAwaited) onLate()
        return given
      })
    const abort = () => controller.abort()
    const sent: Call = { epoch: session.epoch(), sentAt, answer, abort, asked: 0, isAwaited: false }
    return sent
  }

  /** The answer, or null after the timeout. */
  async function wait(out: Call): Promise<RefreshAnswer | null> {
    const answered = new AbortController()
    out.isAwaited = true
    const late = pause(clock, timeout, answered.signal).then(() => null)
    const answer = await Promise.race([out.answer, late])
    answered.abort()
    out.isAwaited = false
    if (answer !== null && call === out) call = null
    return answer
  }

  function giveUp(): void {
    call?.abort()
    call = null
  }

  async function over(): Promise<void> {
    if (call !== null && (await wait(call)) === null) giveUp()
  }

  return {
    isOut: () => call !== null,
    async ask() {
      if (call !== null && call.epoch !== session.epoch()) await over()
      if (call !== null && call.asked >= PATIENCE) giveUp()
      call ??= send()
      call.asked += 1
      const { sentAt } = call
      const answer = await wait(call)
      return { sentAt, answer: answer ?? { kind: 'trouble', trouble: 'timeout', retryAfter: null, cause: null } }
    },
    over,
  }
}
