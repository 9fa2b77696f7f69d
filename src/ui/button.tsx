import type { ComponentProps } from 'react'

const LOOKS = {
  primary: 'bg-accent text-on-accent border-transparent hover:bg-accent-strong',
  secondary: 'bg-surface text-ink border-line-strong hover:bg-hover',
  danger: 'bg-danger text-on-danger border-transparent hover:bg-danger-strong',
  quiet: 'bg-transparent text-ink border-transparent hover:bg-hover',
} as const

export type ButtonLook = keyof typeof LOOKS

/** The look alone, for links that stand beside buttons. */
export function buttonClass(look: ButtonLook = 'secondary'): string {
  return `button ${LOOKS[look]}`
}

interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
  readonly look?: ButtonLook
  /** Work is under way: it keeps the focus and can't be pressed again. */
  readonly busy?: boolean
  /** A press leads to no more than being told why. */
  readonly blocked?: boolean
}

export function Button({
  look,
  busy = false,
  blocked = false,
  className = '',
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={`${buttonClass(look)} ${className}`}
      aria-busy={busy || undefined}
      aria-disabled={busy || blocked || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault()
        else onClick?.(event)
      }}
    />
  )
}
