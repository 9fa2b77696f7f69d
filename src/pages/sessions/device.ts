import Bowser from 'bowser'

export interface Device {
  readonly kind: 'computer' | 'phone' | 'tablet' | 'unknown'
  /** `Firefox on Windows`, as far as the user agent tells; null where it tells nothing. */
  readonly name: string | null
}

const KINDS = { desktop: 'computer', mobile: 'phone', tablet: 'tablet' } as const

export function deviceOf(userAgent: string): Device {
  // Bowser refuses to look at nothing.
  if (!userAgent.trim()) return { kind: 'unknown', name: null }
  const { browser, os, platform } = Bowser.parse(userAgent)
  const type = platform.type as keyof typeof KINDS | undefined
  // What all of them call themselves, and Bowser's last guess.
  const browserName = browser.name === 'Mozilla' ? undefined : browser.name
  return {
    kind: (type && KINDS[type]) ?? 'unknown',
    name: [browserName, os.name].filter(Boolean).join(' on ') || null,
  }
}
