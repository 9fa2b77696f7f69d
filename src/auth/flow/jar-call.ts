import { trouble } from '../api/trouble'
import { pause } from '../environment/clock'
import { PATIENCE } from '../jar/landing'
import type { JarParts } from './parts'

interface Answered<Answer> {
  /** Null when it took too long. */
  readonly answer: Answer | null
  /** Steady ms at which the call was sent. */
  readonly sentAt: number
}

/**
 * The one call of its kind (a refresh, a logout) that this page has out. When it outlasts its timeout it is no longer waited
 * for, but it is let run: to cut it would be to lose the cookie that it may be about to set or clear, and to send another
 * beside it would be to present a cookie that is used by now, or to end the session of whoever signs in next.
 */
export interface JarCall<Answer> {
  /**
   * The answer to the call that is out, else to one that is sent now. Null when none is out that answers, and none may be
   * sent any more (`maySend`).
   */
  ask(maySend: () => boolean): Promise<Answered<Answer> | null>
  isOut(): boolean
  /** Resolves when the answer is here, or has had all the time that it gets. */
  over(): Promise<void>
  /** What is still out is not wanted any more: another session is about to begin. */
  drop(): void
}

interface Kind<Answer> {
  send(signal: AbortSignal): Promise<Answer>
  /** Nothing may have come back from the server. */
  isLost(answer: Answer): boolean
  /** Whether a lost answer is kept from who asked until it is known that the page stays. */
  readonly holdsBack: boolean
  /** How long this one took is how long one takes. */
  teaches(answer: Answer): boolean
  /** What the call is for: its answer is of use to who asks for the same. */
  purpose(): unknown
  /** An answer came that nobody waits for any more. Whoever asks next for the same has it at once. */
  onLate(answer: Answer, isStillWanted: boolean): void
}

/**
 * Chromium fails a page's requests some ms before it says `pagehide`, also one that goes on as `keepalive`: a page that is
 * being left must not take that for an answer. One that stays finds out after this many ms.
 */
export const LEAVING = 100

export function createJarCall<Answer>(parts: JarParts, kind: Kind<Answer>): JarCall<Answer> {
  const { landing, clock, steady, timeout } = parts
  let call: Call<Answer> | null = null

  function send(): Call<Answer> {
    const controller = new AbortController()
    const sentAt = steady()
    const purpose = kind.purpose()
    const flight = landing.takeOff()
    const settled = new AbortController()
    // Counted awake: what came in while the machine slept is yet to be read.
    const spent = pause(clock, PATIENCE * timeout, settled.signal).then(() => null)
    // A contract may throw, though it says that it never does. Trouble is an answer to a call of any kind.
    const answer = new Promise<Answer>((resolve) => resolve(kind.send(controller.signal)))
      .catch((cause: unknown) => trouble('network', cause) as Answer)
      .then(async (given) => {
        const took = kind.teaches(given) ? steady() - sentAt : null
        const isLost = kind.isLost(given)
        if (isLost && !kind.holdsBack) flight.doubt()
        const landed = (isLost ? pause(clock, LEAVING) : Promise.resolve()).then(() => flight.land(took))
        if (kind.holdsBack) await landed
        if (call === sent && sent.awaited === 0) kind.onLate(given, purpose === kind.purpose())
        return given
      })
    void answer.then(() => settled.abort())
    // Chromium lets a `keepalive` request go on after its abort, and takes its cookies: see `isForeign`.
    const drop = () => {
      controller.abort()
      settled.abort()
      flight.land(null)
    }
    const sent: Call<Answer> = { purpose, sentAt, answer, spent, drop, awaited: 0 }
    return sent
  }

  /** The answer, or null where something else comes before it. */
  async function wait(out: Call<Answer>, late: Promise<null>): Promise<Answer | null> {
    out.awaited += 1
    const answer = await Promise.race([out.answer, late])
    out.awaited -= 1
    if (answer !== null && call === out) call = null
    return answer
  }

  async function waitForTimeout(out: Call<Answer>): Promise<Answer | null> {
    const answered = new AbortController()
    const answer = await wait(
      out,
      pause(clock, timeout, answered.signal).then(() => null),
    )
    answered.abort()
    return answer
  }

  function drop(): void {
    call?.drop()
    call = null
  }

  return {
    isOut: () => call !== null,
    drop,
    async over() {
      if (call !== null) await wait(call, call.spent)
    },
    async ask(maySend) {
      const out = call
      if (out !== null) {
        const answer = await wait(out, out.spent)
        if (answer !== null && out.purpose === kind.purpose()) return { answer, sentAt: out.sentAt }
      }
      drop()
      if (!maySend()) return null
      call = send()
      const { sentAt } = call
      return { answer: await waitForTimeout(call), sentAt }
    },
  }
}

interface Call<Answer> {
  readonly purpose: unknown
  readonly sentAt: number
  readonly answer: Promise<Answer>
  /** Resolves when the answer has had all its time. */
  readonly spent: Promise<null>
  drop(): void
  /** How many wait for it. */
  awaited: number
}
