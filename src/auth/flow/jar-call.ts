import { trouble } from '../api/trouble'
import { pause } from '../environment/clock'
import { PATIENCE } from '../jar/landing'
import { withTimeout } from '../with-timeout'
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
    const isOver = new AbortController()
    // Counted awake: what came in while the machine slept is yet to be read.
    const spent = pause(clock, PATIENCE * timeout, isOver.signal).then(() => null)
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
    void answer.then(() => isOver.abort())
    // Chromium lets a `keepalive` request go on after its abort, and takes its cookies: see `isForeign`.
    const drop = () => {
      controller.abort()
      isOver.abort()
      flight.giveUp()
    }
    const sent: Call<Answer> = {
      purpose,
      sentAt,
      answer,
      settled: Promise.race([answer, spent]),
      drop,
      awaited: 0,
    }
    return sent
  }

  /** @param settled the answer, or null where something else comes before it. */
  async function wait(out: Call<Answer>, settled: Promise<Answer | null>): Promise<Answer | null> {
    out.awaited += 1
    const answer = await settled
    out.awaited -= 1
    if (answer !== null && call === out) call = null
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
      if (call !== null) await wait(call, call.settled)
    },
    async ask(maySend) {
      const out = call
      if (out !== null) {
        const answer = await wait(out, out.settled)
        if (answer !== null && out.purpose === kind.purpose()) return { answer, sentAt: out.sentAt }
      }
      drop()
      if (!maySend()) return null
      const sent = send()
      call = sent
      const answered = withTimeout<Answer | null>(
        clock,
        timeout,
        () => sent.answer,
        () => null,
      )
      return { answer: await wait(sent, answered), sentAt: sent.sentAt }
    },
  }
}

interface Call<Answer> {
  readonly purpose: unknown
  readonly sentAt: number
  readonly answer: Promise<Answer>
  /** The answer, or null when it has had all its time. */
  readonly settled: Promise<Answer | null>
  drop(): void
  /** How many wait for it. */
  awaited: number
}
