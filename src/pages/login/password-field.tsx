import { ArrowBigUpDash } from 'lucide-react'
import { useId, type ComponentProps } from 'react'
import { TextField } from '../../ui/text-field'
import { useCapsLock } from './use-caps-lock'

interface PasswordFieldProps extends Omit<ComponentProps<'input'>, 'type'> {
  readonly error?: string | undefined
  readonly isShown: boolean
  readonly onToggle: () => void
}

export function PasswordField({ isShown, onToggle, onBlur, ...input }: PasswordFieldProps) {
  const id = useId()
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
      hint={
        capsLock.isOn && (
          <span className="font-medium text-warning">
            <ArrowBigUpDash aria-hidden="true" className="mr-1 inline size-4 align-[-3px]" />
            Caps Lock is on
          </span>
        )
      }
      inside={
        <button
          type="button"
          className="absolute inset-y-1 right-1 rounded-md px-3 text-sm font-medium text-muted hover:text-ink"
          aria-label={isShown ? 'Hide password' : 'Show password'}
          aria-controls={id}
          onClick={onToggle}
        >
          {isShown ? 'Hide' : 'Show'}
        </button>
      }
    />
  )
}
