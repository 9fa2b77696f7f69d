import { TriangleAlert, X } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, type Ref } from 'react'
import { useStore } from 'zustand'
import { passFocus } from '../../ui/pass-focus'
import { dismissToast, forgetOtherSessions, toastStore, type Toast } from '../../ui/toast-store'
import { useSession } from '../use-session'

const SHOWN_FOR = 6000
/** Of more, the oldest go: on a phone they would cover the page. */
const SHOWN_AT_ONCE = { news: 2, failures: 3 } as const

/** The list of news is a live region that is always there: one that is new is read out when nothing else is being said. */
export function Toasts() {
  const session = useSession()
  const toasts = useStore(toastStore).filter((toast) => toast.session === session)
  const failures = toasts.filter(({ failed }) => failed.length > 0)
  const news = toasts.filter(({ failed }) => failed.length === 0)
  useEffect(() => forgetOtherSessions(session), [session])
  useLayoutEffect(() => {
    const tooMany = [...failures.slice(0, -SHOWN_AT_ONCE.failures), ...news.slice(0, -SHOWN_AT_ONCE.news)]
    for (const { id } of tooMany) dismissToast(id)
  }, [failures, news])

  return (
    <>
      {failures.length > 0 && (
        <div data-bar="" className="grid justify-items-center gap-2">
          {failures.map((toast) => (
            <FailureToast key={toast.id} toast={toast} />
          ))}
        </div>
      )}
      <div role="status" aria-label="Messages" className="grid justify-items-center gap-2">
        {news.map((toast) => (
          <NewsToast key={toast.id} toast={toast} />
        ))}
      </div>
    </>
  )
}

/** Must not be missed: it is read out at once, and stays until it was read. */
function FailureToast({ toast }: { toast: Toast }) {
  return (
    <ToastBox role="alert" toast={toast} className="border-danger-line bg-danger-soft">
      <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-danger-text" />
    </ToastBox>
  )
}

function NewsToast({ toast }: { toast: Toast }) {
  const { id } = toast
  const ref = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    const timer = setInterval(() => {
      // Under the pointer or with the focus, it may still be read. Any of them: when one goes, those above it move.
      if (!ref.current?.parentElement?.matches(':hover, :focus-within')) dismissToast(id)
    }, SHOWN_FOR)
    return () => clearInterval(timer)
  }, [id])

  return <ToastBox ref={ref} toast={toast} />
}

interface ToastBoxProps {
  readonly toast: Toast
  readonly ref?: Ref<HTMLParagraphElement>
  readonly role?: 'alert'
  readonly className?: string
  /** Stands before the text. */
  readonly children?: React.ReactNode
}

function ToastBox({ toast: { id, text }, ref, role, className = '', children }: ToastBoxProps) {
  return (
    <p
      ref={ref}
      role={role}
      className={`floating flex max-w-2xl items-start gap-3 rounded-xl py-2 pr-2 pl-4 text-sm ${className}`}
    >
      <span className="flex gap-2.5 py-1.5 wrap-anywhere">
        {children}
        {text}
      </span>
      <button
        ref={passFocus}
        type="button"
        aria-label="Dismiss"
        className="icon-button shrink-0"
        onClick={() => dismissToast(id)}
      >
        <X aria-hidden="true" className="size-4" />
      </button>
    </p>
  )
}
