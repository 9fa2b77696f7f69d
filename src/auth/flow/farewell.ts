import type { LogoutAnswer, RefreshAnswer } from '../api/contract'
import { backoffDelay } from '../backoff'
import { PATIENCE } from '../jar/landing'
import { createAlarm } from '../environment/clock'
import { createJarCall, type JarCall } from './jar-call'
import type { JarParts } from './parts'

/** Tells the server of a sign-out, however long that takes: the note of it outlives the page, and holds no secret. */
export interface Farewell {
  /** Notes that it is to be told, before anyone hears of the sign-out: whoever dies, a page is left that knows. */
  owe(): void
  /** The cookie is one that nobody is to be signed in by: owes, and tells. */
  disown(): void
  /** Whether one is still to be told. */
  isDue(): boolean
  /** Resolves after one attempt; goes on by itself when that failed. */
  tell(): Promise<void>
  /** The same, for who has the jar already. Resolves when it is told, or has had all the time that it gets. */
  tellInTurn(maySend: () => boolean): Promise<void>
  /** A session takes the place of the one that was to be told of. */
  waive(): void
  /** Tells it a while later, unless it was told by then: for siblings of the tab that ought to. */
  standBy(): void
  /** The page is about to go, or to be put away, and what is under way is in its memory alone where the app wiped the storage. */
  leave(isFrozen: boolean): void
  /** Resolves when no logout of this page is under way; to false when one had all its time, and was not answered. */
  over(): Promise<boolean>
  close(): void
}

/** @param isAwaited who signs in waits for the logout that is out, tells once more by itself, and for no other. */
export function createFarewell(parts: JarParts, refresh: JarCall<RefreshAnswer>, isAwaited: () => boolean): Farewell {
  const { api, session, queue, landing, notes, clock, steady, timeout, disposed } = parts
  const retry = createAlarm(clock, steady, () => void tell(setAt))
  /** Wall ms. */
  let setAt = 0
  // It goes out with `keepalive` too, and is no more cut short than a refresh: answered after the next sign-in, it would clear
  // the cookie of that one.
  const call = createJarCall<LogoutAnswer>(parts, {
    send: (signal) => api.logout({ signal, accessToken }),
    isLost: ({ kind }) => kind === 'trouble',
    holdsBack: false,
    lasts: PATIENCE,
    teaches: () => false,
    purpose: due,
    onLate(answer, isStillWanted) {
      if (!isStillWanted || !conclude(answer, due())) return
      retry.clear()
      session.publish()
    },
  })
  let owed: number | null = null
  let accessToken: string | null = null
  let telling: Promise<void> | null = null

  /** An app may wipe the storage, as many do at a sign-out: what is owed is owed all the same, unless someone has signed in since. */
  function due(): number | null {
    const noted = notes.logoutDue.read()
    if (noted !== null) owed = noted
    if (owed === null) return null
    // The cookie that it was about is gone, and who has signed in since is not to be signed out by it.
    if (landing.isForeign()) {
      waive()
      return null
    }
    if (noted !== null) return noted
    if (notes.standing.read() === null) notes.logoutDue.write(owed)
    else owed = null
    return owed
  }

  /** The last try, of whichever tab; none where the clock was set back since. */
  function lastTry() {
    const last = notes.logoutTried.read()
    return last !== null && last.told <= clock.now() ? last : { attempt: 0, told: 0, delay: 0 }
  }

  /** ms for which the server asked to be left alone. */
  function left(): number {
    const { told, delay } = lastTry()
    return told + delay - clock.now()
  }

  /** `of` is what the server was told of. False when it could not be told now. */
  function conclude(answer: LogoutAnswer | null, of: number | null): boolean {
    if (answer?.kind !== 'told') {
      notes.logoutTried.write({ attempt: lastTry().attempt + 1, told: clock.now(), delay: answer?.retryAfter ?? 0 })
      return false
    }
    // Frozen in our turn: what is owed now is another tab's doing.
    if (due() !== of) return true
    notes.logoutTried.clear()
    waive()
    notes.leftover.write(landing.hint())
    session.note({ type: 'logout-told' })
    return true
  }

  // Where tabs share no storage, a session that began in another one says that nothing is owed any more.
  const stop = session.watch(() => {
    const of = due()
    if (of !== null && session.live() !== null && session.generation() > of) waive()
  })

  function waive(): void {
    owed = null
    accessToken = null
    notes.logoutDue.clear()
  }

  function owe(): void {
    owed = session.generation()
    accessToken = session.live()?.token.value ?? null
    notes.logoutDue.write(owed)
  }

  /** True when nothing is left to be told. */
  async function ask(maySend: () => boolean): Promise<boolean> {
    const of = due()
    if (of === null) return true
    const answered = await call.ask(maySend)
    return answered !== null && conclude(answered.answer, of)
  }

  /** @param asked wall ms: who has tried since has done so for all tabs. */
  async function tryToTell(asked: number): Promise<void> {
    landing.notice()
    const isTold = await queue
      .run(async (turn) => {
        // A refresh that was out when the person signed out brings a new cookie: to be revoked, that one must be presented.
        await refresh.over()
        // A logout of another page too: the note of ours would take the place of that one's, and a sign-in not know of it.
        if (!call.isOut() && !refresh.isOut()) await landing.clear()
        // The server may have named a time while we stood in line.
        if (due() !== null && (lastTry().told > asked || left() > 0)) return false
        return ask(() => turn.isOurs(timeout) && !isAwaited())
      })
      .catch(() => false)
    if (!isTold && !disposed.aborted) {
      session.note({ type: 'logout-pending' })
      again(Math.max(backoffDelay(Math.max(lastTry().attempt, 1), clock.random()) + 1000, left()))
    }
    session.publish()
  }

  /** The logout that is out gets all its time; what outlasts that is dropped. */
  async function over(): Promise<boolean> {
    if (!call.isOut()) return true
    const answer = await call.over()
    if (answer === null) call.drop()
    conclude(answer, due())
    return answer !== null
  }

  /** @param delay ms */
  function again(delay: number): void {
    setAt = clock.now()
    retry.set(steady() + delay)
  }

  async function tell(asked = clock.now()): Promise<void> {
    retry.clear()
    if (due() === null) return
    if (left() > 0) return disposed.aborted ? undefined : again(left())
    telling ??= tryToTell(asked).finally(() => {
      telling = null
    })
    return telling
  }

  return {
    owe,
    isDue: () => due() !== null,
    disown() {
      owe()
      void tell()
    },
    tell: () => tell(),
    async tellInTurn(maySend) {
      if (!(await ask(maySend))) await over()
    },
    waive,
    standBy: () => again(timeout + clock.random() * timeout),
    leave(isFrozen) {
      due()
      landing.leave(isFrozen)
      if (isAwaited()) landing.lose()
    },
    over,
    close() {
      stop()
      retry.clear()
    },
  }
}
