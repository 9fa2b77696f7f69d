import { openPromise } from './open-promise'

/** What goes wrong, and how often. With `delayMs` alone nothing does: the answer is late. */
export interface Fault {
  /** Path under the API, as `/users/me`. Left out: any. */
  readonly path?: string
  /** Left out: any. */
  readonly method?: string
  /** How many calls meet it. Default 1. */
  readonly times?: number
  /** Answered instead. Left out, like `kind` and `delayMs`: 500. */
  readonly status?: number
  /** `code` of the problem that is answered with `status`. Left out: an answer that bears no code. */
  readonly code?: string
  /** `Retry-After`: seconds, or an HTTP-date as text. */
  readonly retryAfter?: number | string
  /**
   * 'network': the connection breaks. 'timeout': no answer ever comes. 'html': a page with status 200, as a hotel's
   * Wi-Fi gives. 'truncated': status 200, and JSON that stops halfway.
   */
  readonly kind?: 'network' | 'timeout' | 'html' | 'truncated'
  /**
   * 'before' (default): the server never does what it was asked. 'after': it does, and the answer is lost with its
   * cookies (of a 'truncated' one the cookies land: headers come first).
   */
  readonly when?: 'before' | 'after'
  /** Ms before the call is looked at. */
  readonly delayMs?: number
}

/** Calls that stand still until the test lets them go. */
export interface Hold {
  /** Resolves when the first call stands here. */
  readonly arrived: Promise<void>
  /** How many calls stand here now. */
  waiting(): number
  /** Lets them all go, and holds no more. */
  release(): void
}

export type Stage = 'before' | 'after'

export interface Faults {
  add(fault: Fault): void
  /** The fault that meets this call, if any. It is used up by one. */
  take(method: string, path: string): Fault | undefined
  clear(): void
  hold(path: string, stage: Stage): Hold
  /** What a call has to wait for at this stage; undefined when nothing holds it. */
  gate(path: string, stage: Stage): Promise<void> | undefined
}

/** What no call ever comes in at would be answered, or waited for, by nobody. */
export function assertPath(path: string, basePath: string): void {
  const isWhole = basePath !== '' && path.startsWith(`${basePath}/`)
  if (!isWhole && /^(\/(?!:)[^/?#*]*)+$/.test(path)) return
  throw new TypeError(
    `"${path}" is not a path below ${basePath || '/'}: write "/items/7", without a query or a pattern.`,
  )
}

/** Late is not wrong. */
export const goesWrong = ({ kind, status, delayMs }: Fault) => (kind ?? status) !== undefined || delayMs === undefined

export function createFaults(basePath: string): Faults {
  let faults: { readonly fault: Fault; left: number }[] = []
  const gates = new Set<{ readonly path: string; readonly stage: Stage; pass(): Promise<void> }>()

  return {
    add(fault) {
      if (fault.path !== undefined) assertPath(fault.path, basePath)
      faults.push({ fault, left: fault.times ?? 1 })
    },
    take(method, path) {
      const due = faults.find(
        ({ fault }) => (fault.path ?? path) === path && (fault.method ?? method).toUpperCase() === method,
      )
      if (due === undefined) return undefined
      due.left--
      faults = faults.filter(({ left }) => left > 0)
      return due.fault
    },
    clear: () => void (faults = []),
    hold(path, stage) {
      assertPath(path, basePath)
      const arrived = openPromise()
      const open = openPromise()
      let waiting = 0
      const gate = {
        path,
        stage,
        async pass() {
          waiting++
          arrived.resolve()
          await open.promise
          waiting--
        },
      }
      gates.add(gate)
      return {
        arrived: arrived.promise,
        waiting: () => waiting,
        release() {
          gates.delete(gate)
          open.resolve()
        },
      }
    },
    gate: (path, stage) => [...gates].find((each) => each.path === path && each.stage === stage)?.pass(),
  }
}
