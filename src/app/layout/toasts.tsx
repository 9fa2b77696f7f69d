import { X } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef } from 'react'
import { useStore } from 'zustand'
import { passFocus } from '../../ui/pass-focus'
import { dismissToast, forgetOtherSessions, toastStore, type Toast } from '../../ui/toast-store'
import { useSession } from '../use-session'

const SHOWN_FOR = 6000
/** Of more, the oldest go: on a phone they would cover the page. */
const SHOWN_AT_ONCE = 2

/** The list is a live region that is always there: a new message is read out when nothing else is being said. */
export function Toasts() {
  const session = useSession()
  const toasts = useStore(toastStore).filter((toast) => toast.session === session)
  useEffect(() => forgetOtherSessions(session), [session])
  useLayoutEffect(() => {
    for (const { id } of toasts.slice(0, -SHOWN_AT_ONCE)) dismissToast(id)
  }, [toasts])

  return (
    <div role="status" aria-label="Messages" className="grid justify-items-center gap-2">
      {toasts.map((toast) => (
        <ToastMessage key={toast.id} toast={toast} />
      ))}
    </div>
  )
}

function ToastMessage({ toast: { id, text } }: { toast: Toast }) {
  const ref = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    const timer = setInterval(() => {
      // Under the pointer or with the focus, it may still be read. Any of them: when one goes, those above it move.
      if (!ref.current?.parentElement?.matches(':hover, :focus-within')) dismissToast(id)
    }, SHOWN_FOR)
    return () => clearInterval(timer)
  }, [id])

  return (
    <p ref={ref} className="floating flex items-center gap-3 rounded-xl py-2 pr-2 pl-4 text-sm">
      <span className="wrap-anywhere">{text}</span>
      <button
        ref={passFocus}
        type="button"
        aria-label="Dismiss"
        className="icon-button"
        onClick={() => dismissToast(id)}
      >
        <X aria-hidden="true" className="size-4" />
      </button>
    </p>
  )
}
