import type { ComponentProps } from 'react'

export type ButtonLook = 'primary' | 'secondary' | 'danger'

/** The look alone, for links that stand beside buttons. */
export function buttonClass(look: ButtonLook = 'secondary'): string {
  return `button ${look}`
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
