import { useId, useState, type ComponentProps } from 'react'
import { TextField } from '../../ui/text-field'
import { useCapsLock } from './use-caps-lock'

interface PasswordFieldProps extends Omit<ComponentProps<'input'>, 'type'> {
  readonly error?: string | undefined
}

export function PasswordField({ onBlur, ...input }: PasswordFieldProps) {
  const id = useId()
  const [isShown, setIsShown] = useState(false)
  const capsLock = useCapsLock()
  return (
    <TextField
      {...input}
      id={id}
      label="Password"
      type={isShown ? 'text' : 'password'}
      autoComplete="current-password"
      autoCapitalize="none"
      spellCheck={false}
      className="pr-16"
      onKeyDown={capsLock.read}
      onKeyUp={capsLock.read}
      onBlur={(event) => {
        capsLock.forget()
        onBlur?.(event)
      }}
      hint={capsLock.isOn && 'Caps Lock is on'}
      inside={
        <button
          type="button"
          className="absolute inset-y-1 right-1 rounded-md px-3 text-sm font-medium text-muted hover:text-ink"
          aria-pressed={isShown}
          aria-controls={id}
          onClick={() => setIsShown(!isShown)}
        >
          {/* One name in both states, as a toggle button has; sighted people read what the press does. */}
          <span aria-hidden="true">{isShown ? 'Hide' : 'Show'}</span>
          <span className="sr-only">Show characters</span>
        </button>
      }
    />
  )
}
