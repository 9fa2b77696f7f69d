import { useId, type ComponentProps, type ReactNode } from 'react'

interface TextFieldProps extends ComponentProps<'input'> {
  readonly label: string
  readonly error?: string | undefined
  /** Stands at the end of the label's line. */
  readonly hint?: ReactNode
  /** Stands in the field, at its end. */
  readonly inside?: ReactNode
}

export function TextField({ label, error, hint, inside, id, className = '', ...input }: TextFieldProps) {
  const ownId = useId()
  const fieldId = id ?? ownId
  const errorId = `${fieldId}-error`
  const hintId = `${fieldId}-hint`
  return (
    <div className="grid gap-1.5">
      <div className="flex items-baseline justify-between gap-4 text-sm">
        <label htmlFor={fieldId} className="font-medium">
          {label}
        </label>
        <span id={hintId} aria-live="polite" className="text-muted">
          {hint}
        </span>
      </div>
      <div className="relative">
        <input
          {...input}
          id={fieldId}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${errorId} ${hintId}` : hintId}
          className={`field ${className}`}
        />
        {inside}
      </div>
      {error && (
        <p id={errorId} className="text-sm text-danger-text">
          {error}
        </p>
      )}
    </div>
  )
}
