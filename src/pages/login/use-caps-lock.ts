import { useState, type KeyboardEvent } from 'react'

/** Known from key events alone: a page can't ask for it. */
export function useCapsLock() {
  const [isOn, setIsOn] = useState(false)
  return {
    isOn,
    read: (event: KeyboardEvent) => setIsOn(event.getModifierState('CapsLock')),
    forget: () => setIsOn(false),
  }
}
