export type Theme = 'system' | 'light' | 'dark'

// public/theme.js reads the same key before the first paint.
const KEY = 'theme'

const listeners = new Set<() => void>()

export function readTheme(): Theme {
  return themeOf(document.documentElement.dataset['theme'])
}

/** Takes effect at once, in other tabs too, and is remembered where the browser lets it be. */
export function setTheme(theme: Theme): void {
  show(theme)
  try {
    if (theme === 'system') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, theme)
  } catch {
    // Storage is blocked: the choice holds for this page.
  }
}

/** Calls at each change, and takes over what is chosen in another tab. */
export function followTheme(listener: () => void): () => void {
  colourBrowser(readTheme())
  const follow = ({ key, newValue }: StorageEvent) => {
    // No key: all of the storage was cleared.
    if (key === KEY || key === null) show(themeOf(newValue))
  }
  listeners.add(listener)
  window.addEventListener('storage', follow)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', follow)
  }
}

function show(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
  colourBrowser(theme)
  for (const listener of listeners) listener()
}

/** What the browser draws around the page takes its colour from one of two `<meta>`, each for a scheme of the system's. */
function colourBrowser(theme: Theme): void {
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const { scheme = '' } = meta.dataset
    if (theme === 'system') meta.media = `(prefers-color-scheme: ${scheme})`
    else meta.media = theme === scheme ? 'all' : 'not all'
  }
}

function themeOf(value: string | null | undefined): Theme {
  return value === 'light' || value === 'dark' ? value : 'system'
}
