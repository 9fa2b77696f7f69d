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
 * beside it would be to present a cookie that is used by now, or to end the session of whoever signs in next. (Chromium sends a
 * `keepalive` request also when it was aborted before it could leave: in a tunnel, or with all connections taken.)
 */
export interface JarCall<Answer> {
  /**
   * The answer to the call that is out, else to one that is sent now, for as long as the timeout. Null when none is out that
   * answers, and none may be sent any more (`maySend`).
   */
  ask(maySend: () => boolean): Promise<Answered<Answer> | null>
  isOut(): boolean
  /** The answer to the call that is out; null when it has had all the time that it gets from who will replace the cookie anyway. */
  over(): Promise<Answer | null>
  /** What is still out is not wanted any more: another session is about to begin. */
  drop(): void
}

interface Kind<Answer> {
  send(signal: AbortSignal): Promise<Answer>
  /** Nothing may have come back from the server. */
  isLost(answer: Answer): boolean
  /** Whether a lost answer is kept from who asked until it is known that the page stays. */
  readonly holdsBack: boolean
  /** For how many timeouts no other is sent in its place. */
  readonly lasts: number
  /** How long this one took is how long one takes. */
  teaches(answer: Answer): boolean
  /** What the call is for: its answer is of use to who asks for the same. */
  purpose(): unknown
  /** An answer came that nobody waits for any more; whoever asks next for the same has it at once. Null: none will come. */
  onLate(answer: Answer | null, isStillWanted: boolean): void
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
    let isSpent = false
    // Counted awake: what came in while the machine slept is yet to be read.
    const after = (timeouts: number) => pause(clock, timeouts * timeout, isOver.signal).then(() => null)
    // A contract may throw, though it says that it never does. Trouble is an answer to a call of any kind.
    const answer = new Promise<Answer>((resolve) => resolve(kind.send(controller.signal)))
      .catch((cause: unknown) => trouble('network', cause) as Answer)
      .then(async (given) => {
        const took = kind.teaches(given) ? steady() - sentAt : null
        const isLost = kind.isLost(given)
        const landed = (isLost ? pause(clock, LEAVING) : Promise.resolve()).then(() =>
          // The page stays; what the person has stopped goes on in Chromium, as `keepalive` requests do.
          isLost && kind.holdsBack ? flight.doubt() : flight.land(took),
        )
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
      patience: Promise.race([answer, after(PATIENCE)]),
      spent: linger(),
      isSpent: () => isSpent,
      drop,
      awaited: 0,
    }
    return sent

    /** As long as the page waits, it says so to who would present the same cookie. */
    async function linger(): Promise<null> {
      // Twice in each timeout: a page in the background has its timers served half as often.
      for (let halves = 0; halves < 2 * kind.lasts; halves += 1) {
        if (halves > 0 && kind.lasts > PATIENCE) flight.wait()
        await after(0.5)
        if (isOver.signal.aborted) return new Promise(() => undefined)
      }
      isSpent = true
      if (call === sent && sent.awaited === 0) kind.onLate(null, purpose === kind.purpose())
      return null
    }
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
      const out = call
      const answer = out && (await wait(out, out.patience))
      return out?.purpose === kind.purpose() ? answer : null
    },
    async ask(maySend) {
      const out = call
      if (out !== null && !out.isSpent()) {
        const answer = await patiently(out)
        if (out.purpose === kind.purpose() && (answer !== null || !out.isSpent())) return { answer, sentAt: out.sentAt }
      }
      drop()
      if (!maySend()) return null
      const sent = send()
      call = sent
      return { answer: await patiently(sent), sentAt: sent.sentAt }
    },
  }

  function patiently(out: Call<Answer>): Promise<Answer | null> {
    const answered = withTimeout<Answer | null>(
      clock,
      timeout,
      () => Promise.race([out.answer, out.spent]),
      () => null,
    )
    return wait(out, answered)
  }
}

interface Call<Answer> {
  readonly purpose: unknown
  readonly sentAt: number
  readonly answer: Promise<Answer>
  /** The answer, or null when it has had all the time that it gets from who will replace the cookie. */
  readonly patience: Promise<Answer | null>
  /** Resolves when it has had all its time. */
  readonly spent: Promise<null>
  isSpent(): boolean
  drop(): void
  /** How many wait for it. */
  awaited: number
}
