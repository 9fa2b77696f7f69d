import { showToast } from '../ui/toast-store'
import { useSession } from './use-session'

/** Says something about the session in which the component stands: to nobody, should that be over by then. */
export function useToast(): (text: string, failed?: readonly string[]) => void {
  const session = useSession()
  return (text, failed) => {
    if (session !== null) showToast(text, session, failed)
  }
}
