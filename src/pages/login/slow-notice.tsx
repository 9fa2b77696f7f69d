import { useEffect, useState } from 'react'

/** ms */
const PATIENCE = 4000

/** Says that it goes on, where a sign-in takes long: as a rule it has to wait for a sign-out that gets no answer. */
export function SlowNotice({ isBusy }: { isBusy: boolean }) {
  return (
    // Always there: a live region that appears together with its text is often not read out.
    <p aria-live="polite" className="text-sm text-muted">
      {isBusy && <Late />}
    </p>
  )
}

function Late() {
  const [isLate, setIsLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setIsLate(true), PATIENCE)
    return () => clearTimeout(timer)
  }, [])
  return isLate && <span className="block pt-3">The server is slow to answer; still trying.</span>
}
