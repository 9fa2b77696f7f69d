import { useEffect } from 'react'

/** For pages whose code did not come: a browser does not fetch a chunk again that has failed, so only a reload helps. */
export function useReloadOnline(): void {
  useEffect(() => {
    const reload = () => window.location.reload()
    window.addEventListener('online', reload)
    return () => window.removeEventListener('online', reload)
  }, [])
}
