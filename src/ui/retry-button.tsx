import { useState, type ReactNode } from 'react'
import { Button, type ButtonLook } from './button'
import { passFocus } from './pass-focus'

interface RetryButtonProps {
  readonly retry: () => Promise<unknown>
  readonly children: ReactNode
  readonly look?: ButtonLook
  /** What the press began, or something else, goes on after `retry` is done. */
  readonly busy?: boolean
}

/** Whether the try succeeded shows elsewhere: here only that it is under way. */
export function RetryButton({ retry, children, look = 'primary', busy = false }: RetryButtonProps) {
  const [isTrying, setIsTrying] = useState(false)

  async function run() {
    setIsTrying(true)
    await retry().catch(() => undefined)
    setIsTrying(false)
  }

  return (
    <Button ref={passFocus} look={look} busy={isTrying || busy} onClick={() => void run()}>
      {children}
    </Button>
  )
}
