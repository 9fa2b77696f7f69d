import { useId, useLayoutEffect, useRef, type ReactNode } from 'react'

interface DialogProps {
  readonly title: string
  readonly children: ReactNode
  readonly actions: ReactNode
  /** Escape, or the browser's own way to close it. */
  readonly onClose: () => void
  /**
   * Interrupts the person: a screen reader reads title and text at once, and the title has the focus, not a button. What
   * was being typed elsewhere would press that one.
   */
  readonly alert?: boolean
}

/**
 * The browser's own modal dialog: it traps the focus, makes the rest of the page inert and gives the focus back. Render
 * it to open it.
 */
export function Dialog({ title, children, actions, onClose, alert = false }: DialogProps) {
  const id = useId()
  const ref = useRef<HTMLDialogElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)

  useLayoutEffect(() => {
    const dialog = ref.current
    dialog?.showModal()
    if (alert) heading.current?.focus()
    // Closed before it is taken out (a layout effect is), or the browser would not give the focus back.
    return () => dialog?.close()
  }, [alert])

  return (
    <dialog
      ref={ref}
      role={alert ? 'alertdialog' : undefined}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      className="floating m-auto w-full max-w-md rounded-2xl p-6 max-sm:max-w-[calc(100%-2rem)]"
      // A double press on what opened it is no answer: its second half may well come down on a button in here.
      onClickCapture={(event) => {
        if (event.detail > 1) event.stopPropagation()
      }}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <h2
        ref={heading}
        id={`${id}-title`}
        tabIndex={alert ? -1 : undefined}
        className="text-lg font-semibold tracking-tight wrap-anywhere outline-none"
      >
        {title}
      </h2>
      <div id={`${id}-text`} className="mt-2 grid gap-2 text-muted">
        {children}
      </div>
      <div className="mt-6 flex flex-wrap justify-end gap-3 max-sm:*:grow">{actions}</div>
    </dialog>
  )
}
