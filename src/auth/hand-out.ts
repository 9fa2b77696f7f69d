import type { Access, Stamp } from './access'
import { createFutility, keepLatest } from './http/futility'
import type { Live } from './session'

interface Parts {
  readonly access: Access
  readonly steady: () => number
}

const MOST_REMEMBERED = 20

/** Tokens for what is not axios. `refused` is one that was handed out before, and that the server has said 401 to. */
export function createHandOut({ access, steady }: Parts): (refused?: string, epoch?: number) => Promise<string> {
  /** The sessions of the tokens that were asked for last. */
  const handedOut = new Map<string, Stamp>()

  /** Where requests are not ours, we can't tell addresses apart: they count as one, and apart from those that are. */
  const futility = createFutility(steady)

  async function renewed(live: Live): Promise<Live> {
    if (futility.holds({}, live.token)) return live
    const next = await access.renew(live, null)
    futility.brought({}, next.token)
    return next
  }

  return async (refused, epoch) => {
    // What was to be sent with it is of its session, and goes out with no token of another one.
    const stamp = (epoch === undefined && refused !== undefined && handedOut.get(refused)) || access.stamp(epoch)
    const usable = access.ready(stamp) ?? (await access.enter(stamp)) ?? access.check(stamp)
    const live = usable.token.value === refused ? await renewed(usable) : usable
    handedOut.set(live.token.value, access.stampOf(live))
    keepLatest(handedOut, MOST_REMEMBERED)
    return live.token.value
  }
}
