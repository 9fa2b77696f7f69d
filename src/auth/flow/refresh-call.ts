import type { RefreshAnswer } from '../api/contract'
import { GIVE_UP } from '../jar/landing'
import { createJarCall, type JarCall } from './jar-call'
import type { JarParts } from './parts'

/**
 * The refresh that this page has out. Its answer is of use while the session has the token that it was asked for: one that
 * comes when a sibling has renewed meanwhile is older than what there is.
 */
export function createRefreshCall(
  parts: JarParts,
  onLate: (answer: RefreshAnswer | null, isStillWanted: boolean) => void,
  onSend: () => void = () => undefined,
): JarCall<RefreshAnswer> {
  const { api, session } = parts
  return createJarCall<RefreshAnswer>(parts, {
    send(signal) {
      onSend()
      return api.refresh({ signal })
    },
    isLost: (answer) => answer.kind === 'trouble' && answer.trouble === 'network',
    holdsBack: true,
    lasts: GIVE_UP,
    teaches: (answer) => answer.kind !== 'trouble' || answer.trouble === 'malformed',
    purpose: () => session.live()?.token ?? session.epoch(),
    onLate,
  })
}
