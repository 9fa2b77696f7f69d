import { Monitor, Moon, Sun } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { followTheme, readTheme, setTheme } from '../../ui/theme'

const THEMES = [
  { theme: 'system', text: 'System', Icon: Monitor },
  { theme: 'light', text: 'Light', Icon: Sun },
  { theme: 'dark', text: 'Dark', Icon: Moon },
] as const

export function ThemeSwitch() {
  const current = useSyncExternalStore(followTheme, readTheme)
  return (
    <fieldset className="flex flex-wrap rounded-lg border border-line bg-surface p-0.5">
      <legend className="sr-only">Theme</legend>
      {THEMES.map(({ theme, text, Icon }) => (
        <label key={theme} className="theme-option">
          <input
            type="radio"
            name="theme"
            className="sr-only"
            checked={current === theme}
            onChange={() => setTheme(theme)}
          />
          <Icon aria-hidden="true" className="size-3.5" />
          {text}
        </label>
      ))}
    </fieldset>
  )
}
