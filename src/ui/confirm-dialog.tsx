import type { ReactNode } from 'react'
import { Button } from './button'
import { Dialog } from './dialog'

interface ConfirmDialogProps {
  readonly title: string
  readonly children: ReactNode
  /** What the button says that does it. */
  readonly yes: string
  readonly onYes: () => void
  readonly onNo: () => void
}

/** Asks before something that can't be undone. The safe answer comes first and has the focus. */
export function ConfirmDialog({ title, children, yes, onYes, onNo }: ConfirmDialogProps) {
  return (
    <Dialog
      title={title}
      onClose={onNo}
      actions={
        <>
          <Button onClick={onNo}>Cancel</Button>
          {/* Not by the second click of a double click, of which the first has opened the dialog beneath it. */}
          <Button look="danger" onClick={({ detail }) => detail < 2 && onYes()}>
            {yes}
          </Button>
        </>
      }
    >
      <p>{children}</p>
    </Dialog>
  )
}
