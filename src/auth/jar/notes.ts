import * as v from 'valibot'
import { checked, parseJson } from '../api/checked'
import { TROUBLES } from '../api/trouble'
import type { Notes } from '../environment/environment'

/** One value in the notes, checked when it is read: other tabs, older versions and people write there too. */
interface Cell<T> {
  readonly key: string
  read(): T | null
  write(value: T): void
  clear(): void
  /** Nothing is written there, not even that it was cleared: the app has wiped the storage. For one that keeps its room. */
  isWiped(): boolean
}

/** @param room characters that it keeps once it has them, so that it can be written also when the app has filled the storage. */
export function cell<T>(
  notes: Pick<Notes, 'read' | 'write'>,
  key: string,
  schema: v.GenericSchema<unknown, T>,
  room = 0,
): Cell<T> {
  return {
    key,
    read: () => checked(schema, parseJson(notes.read(key))),
    write: (value) => notes.write(key, JSON.stringify(value).padEnd(room)),
    clear: () => notes.write(key, ''.padEnd(room) || null),
    isWiped: () => notes.read(key) === null,
  }
}

/** One check for what valibot has an action each for: they add up, in what every page loads first. */
function isUpTo(most: number, value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= most
}

/** Near the end of the safe integers there is no next one, and no later session could ever outrank what claims it. */
export const Count = v.custom<number>((value) => isUpTo(2 ** 52, value) && Number.isInteger(value))

/** ms; "for ever", as some servers write it, is beyond what a `Date` can hold. */
export const FOR_EVER = 100 * 365 * 24 * 3_600_000

const isSpan = (value: unknown) => isUpTo(FOR_EVER, value)

/** Wall ms that a `Date` can hold, and ms that can be waited for: what is neither would end up as "Invalid Date". */
export const Moment = v.custom<number>((value) => isUpTo(8.64e15, value))
export const Span = v.custom<number>(isSpan)

/** A refresh or logout that is out: when it was sent, or its page last said that it waits (wall ms), and what the hint was then. */
const Flight = v.object({
  id: v.string(),
  sentAt: Moment,
  hint: v.nullable(v.string()),
  /** ms after which it seemed to have failed. */
  lostAfter: v.fallback(v.nullable(Span), null),
  isWaitedFor: v.fallback(v.boolean(), false),
  isUnseen: v.fallback(v.boolean(), false),
})

/**
 * The last thing known of the session of this cookie jar. `generation` (rises with each sign-in and each end) and
 * `serial` (rises with each renewal) order what tabs tell one another; `startedAt` (wall ms) is there for the next page
 * to show.
 */
const Standing = v.object({
  generation: Count,
  serial: Count,
  startedAt: Moment,
  /** Id of who is signed in, null when nobody is: a late cookie of somebody else is told by it. */
  user: v.nullable(v.string()),
})

/** A wait before the next refresh, as noted and told: since when (wall ms), how long in all, and for who is in a hurry. */
export const WAIT = {
  attempt: Count,
  told: Moment,
  delay: Span,
  soon: Span,
  trouble: v.picklist(TROUBLES),
  stated: v.boolean(),
}

const Deferred = v.object(WAIT)

/** How often it failed in a row, when it last did (wall ms), and for how long the server asked to be left alone then. */
const Tried = v.object({ attempt: Count, told: Moment, delay: Span })

export type Flight = v.InferOutput<typeof Flight>
export type Deferred = v.InferOutput<typeof Deferred>

/**
 * What the engine writes down for the next page and for its siblings, each under a key of its own so that two tabs
 * that write at once can't undo each other's. None of it is worth anything to a thief.
 */
export interface JarNotes {
  readonly flight: Cell<Flight>
  readonly standing: Cell<v.InferOutput<typeof Standing>>
  /** The latest generation that any tab noted; 0 where none did. */
  generation(): number
  /** Id of who is signed in by what was noted last; null when nobody is, or nothing is noted. */
  owner(): string | null
  readonly deferred: Cell<Deferred>
  /** A sign-out that the server has not been told of yet, by the generation that it ended. */
  readonly logoutDue: Cell<number>
  /** The tries to tell it, of whichever tab. */
  readonly logoutTried: Cell<v.InferOutput<typeof Tried>>
  /**
   * The hint that was there when somebody had signed out. Where it stays (a server that does not clear it, or took the logout
   * for another's), it tells of no session to restore.
   */
  readonly leftover: Cell<string | null>
  /** The hint that came with the last answer of ours. */
  readonly hint: Cell<string | null>
  /** Which page is to send next, where there are no locks to say so. */
  readonly next: Cell<string>
  /** When an answer was given up on that may bring a cookie all the same (wall ms). */
  readonly astray: Cell<number>
  /** How long the last refreshes took, in ms, newest last. */
  readonly took: Cell<number[]>
}

export function jarNotes(notes: Notes, name: string): JarNotes {
  const standing = cell(notes, `${name}:standing`, Standing)
  return {
    flight: cell(notes, `${name}:flight`, Flight, 256),
    standing,
    generation: () => standing.read()?.generation ?? 0,
    owner: () => standing.read()?.user ?? null,
    deferred: cell(notes, `${name}:deferred`, Deferred),
    logoutDue: cell(notes, `${name}:logout-due`, Count, 16),
    logoutTried: cell(notes, `${name}:logout-tried`, Tried),
    leftover: cell(notes, `${name}:leftover`, v.nullable(v.string())),
    hint: cell(notes, `${name}:hint`, v.nullable(v.string())),
    next: cell(notes, `${name}:next`, v.string()),
    astray: cell(notes, `${name}:astray`, Moment),
    took: cell(
      notes,
      `${name}:took`,
      v.custom<number[]>((value) => Array.isArray(value) && value.every(isSpan)),
    ),
  }
}
