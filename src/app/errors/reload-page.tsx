import { useEffect, useState } from 'react'
import { RetryButton } from '../../ui/retry-button'
import { useTries } from './use-tries'

/** ms after which no answer counts as none. */
const PATIENCE = 10_000

/**
 * For pages whose code did not come: a browser does not fetch a chunk again that has failed, so only a reload helps. But
 * not while the server can't be reached: that would lead to the browser's own page, from where nothing leads back.
 */
export function ReloadPage() {
  const [isAway, setIsAway] = useState(false)

  async function reload() {
    if (await isReachable()) window.location.reload()
    else setIsAway(true)
  }

  useEffect(() => {
    void isReachable().then((isThere) => setIsAway(!isThere))
  }, [])
  // Not where the server was there all the time: what is wrong then, as a rule no reload mends that nobody asked for.
  useTries(() => isAway && reload())

  return (
    <>
      <RetryButton retry={reload}>Reload the page</RetryButton>
      <p role="status">{isAway && 'The server can’t be reached just now. Once it can, this page reloads by itself.'}</p>
    </>
  )
}

async function isReachable(): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(PATIENCE)
    const { status } = await fetch(window.location.href, { cache: 'no-store', signal })
    return status < 500
  } catch {
    return false
  }
}
