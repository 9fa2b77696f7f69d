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
          <Button look="danger" onClick={onYes}>
            {yes}
          </Button>
        </>
      }
    >
      <p>{children}</p>
    </Dialog>
  )
}
