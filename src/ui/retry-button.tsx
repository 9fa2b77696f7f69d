import { useState, type ReactNode } from 'react'
import { Button, type ButtonLook } from './button'

interface RetryButtonProps {
  readonly retry: () => Promise<unknown>
  readonly children: ReactNode
  readonly look?: ButtonLook
}

/** Whether the try succeeded shows elsewhere: here only that it is under way. */
export function RetryButton({ retry, children, look = 'primary' }: RetryButtonProps) {
  const [isTrying, setIsTrying] = useState(false)

  async function run() {
    setIsTrying(true)
    await retry().catch(() => undefined)
    setIsTrying(false)
  }

  return (
    <Button look={look} busy={isTrying} onClick={() => void run()}>
      {children}
    </Button>
  )
}
