import type { RefusalCode } from './api/contract'
import type { Deferrals, Wait } from './deferral'
import { type Clock, pause } from './environment/clock'
import type { EndReason } from './errors'
import type { Flow, Renewal } from './flow/flow'
import { MIN_SPACING } from './lifetime'
import type { Session } from './session'
import type { AccessToken } from './token'

export interface Outcome {
  /** Why the token is still the one that it was; null where there is another one, another session or none: look again. */
  readonly wait: Wait | null
  /** What the server said, or did not, where it was no yes. */
  readonly cause: unknown
}

export interface Renewer {
  /** Makes the session move on from the token `than`. Any number of callers share one attempt. Never rejects. */
  renew(than: AccessToken | null, doubtful?: boolean): Promise<Outcome>
}

interface Parts {
  readonly clock: Clock
  readonly steady: () => number
  readonly session: Session
  readonly deferrals: Deferrals
  readonly flow: Flow
  readonly disposed: AbortSignal
}

const MOVED_ON: Outcome = { wait: null, cause: null }

/** How long to wait before a refusal without a code is believed, in ms: a proxy or a server that restarts says such things. */
const PROBE_DELAY = 1000

/** How long after the end of a token the same one is still taken for the server's clock being behind, in ms. */
const AROUND_END = 5000

const REASONS: Readonly<Record<RefusalCode, EndReason>> = {
  // The cookie went away by itself: browsers drop one that has passed its Max-Age.
  missing: 'expired',
  expired: 'expired',
  revoked: 'revoked',
  reused: 'reused',
  unnamed: 'expired',
}

export function createRenewer({ clock, steady, session, deferrals, flow, disposed }: Parts): Renewer {
  let inFlight: { readonly than: AccessToken | null; readonly outcome: Promise<Outcome> } | null = null
  let lastAttempt = -Infinity

  const currentToken = () => session.live()?.token ?? null

  /** Attempts are a second apart, also after those of siblings: whatever lifetimes a server hands out, nobody loops. */
  function spacing(): number {
    const live = session.live()
    const isRenewed = live !== null && live.serial > 0 && live.by !== 'sign-in'
    const last = Math.max(lastAttempt, isRenewed ? live.token.sentAt : -Infinity)
    return last + MIN_SPACING - steady()
  }

  async function attempt(than: AccessToken | null, hasMovedOn: () => boolean): Promise<Renewal> {
    while (spacing() > 0 && !hasMovedOn() && !disposed.aborted) await pause(clock, spacing(), disposed)

    let renewal: Renewal = { kind: 'moved-on' }
    for (let tries = 0; tries < 2; tries += 1) {
      if (hasMovedOn() || disposed.aborted) break
      lastAttempt = steady()
      renewal = await flow.renew(than)
      if (renewal.kind !== 'refused' || renewal.code !== 'unnamed') break
      if (tries === 0) await pause(clock, PROBE_DELAY, disposed)
    }
    return renewal
  }

  /** ms until a server that grants the same token until its end has another one. */
  function untilNext(than: AccessToken | null): number {
    if (than === null || than.lifetime === null) return Infinity
    const left = than.sentAt + than.lifetime - steady()
    return left > -AROUND_END ? Math.max(left, MIN_SPACING) : Infinity
  }

  function conclude(renewal: Renewal, than: AccessToken | null, doubtful: boolean): Outcome {
    switch (renewal.kind) {
      case 'moved-on':
        return MOVED_ON
      case 'deferred':
        return held(deferrals.active())
      case 'refused':
        deferrals.clear()
        session.end(than === null && doubtful ? null : REASONS[renewal.code])
        return { wait: null, cause: renewal.cause }
      case 'unchanged':
        return held(deferrals.postpone('server', null, renewal.cause, untilNext(than)))
      case 'trouble':
        return held(deferrals.postpone(renewal.trouble, renewal.retryAfter, renewal.cause))
    }
  }

  /**
   * Settles as soon as the session has moved on, whoever brought that about: a sibling's token serves at once, even while
   * our own turn is still waiting in line for the jar.
   */
  function start(than: AccessToken | null, doubtful: boolean): Promise<Outcome> {
    const epoch = session.epoch()
    const hasMovedOn = () => session.epoch() !== epoch || currentToken() !== than
    return new Promise((resolve) => {
      const settle = (outcome: () => Outcome) => {
        // What a conclusion of our own does to the session is no news to who waits for it.
        stop()
        resolve(outcome())
      }
      const stop = session.watch(() => hasMovedOn() && settle(() => MOVED_ON))
      void attempt(than, hasMovedOn).then((renewal) =>
        settle(() => (hasMovedOn() || disposed.aborted ? MOVED_ON : conclude(renewal, than, doubtful))),
      )
    })
  }

  function share(than: AccessToken | null, doubtful: boolean): Promise<Outcome> {
    const flight = { than, outcome: start(than, doubtful) }
    inFlight = flight
    // Registered before any caller's own `then`: whoever looks again finds no attempt that is over, and the store up to date.
    void flight.outcome.then(() => {
      if (inFlight === flight) inFlight = null
      session.publish()
    })
    return flight.outcome
  }

  return {
    renew(than, doubtful = false) {
      if (currentToken() !== than) return Promise.resolve(MOVED_ON)
      const wait = deferrals.press()
      if (wait !== null) {
        // One that an earlier page noted is shown from here on.
        session.publish()
        return Promise.resolve(held(wait))
      }
      return inFlight?.than === than ? inFlight.outcome : share(than, doubtful)
    },
  }
}

function held(wait: Wait | null): Outcome {
  return { wait, cause: wait?.cause ?? null }
}
