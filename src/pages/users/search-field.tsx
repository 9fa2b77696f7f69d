import { Search } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef } from 'react'

// A browser allows some hundred address changes in half a minute; a fast typist makes more.
const PAUSE = 150

interface SearchFieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
}

/** Keeps its own text while one types, and takes over the address's when that was changed by something else. */
export function SearchField({ value, onChange }: SearchFieldProps) {
  const input = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  /** Typed, and not told yet. */
  const typed = useRef<string>(null)
  const sent = useRef(value)
  // Not the one of the time of typing: the order may have been changed in the pause.
  const latest = useRef(onChange)

  useEffect(() => {
    latest.current = onChange
  }, [onChange])

  // With the list that it is of, not a moment after it.
  useLayoutEffect(() => {
    if (value === sent.current || !input.current) return
    sent.current = value
    input.current.value = value
  }, [value])

  useEffect(() => () => clearTimeout(timer.current), [])

  function type(text: string) {
    clearTimeout(timer.current)
    typed.current = text
    timer.current = setTimeout(tell, PAUSE)
  }

  function tell() {
    clearTimeout(timer.current)
    if (typed.current === null) return
    sent.current = typed.current
    typed.current = null
    latest.current(sent.current)
  }

  return (
    <div role="search" className="relative">
      <Search
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 left-3.5 size-4 -translate-y-1/2 text-muted"
      />
      <input
        ref={input}
        type="search"
        aria-label="Search users"
        placeholder="Name, username or role"
        autoComplete="off"
        spellCheck={false}
        className="field pl-10"
        defaultValue={value}
        onChange={(event) => type(event.target.value)}
        // Before a press on a link leads away: later, it is another page's address that would be changed.
        onBlur={tell}
      />
    </div>
  )
}
