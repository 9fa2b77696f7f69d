import Bowser from 'bowser'

export interface Device {
  readonly kind: 'computer' | 'phone' | 'tablet' | 'unknown'
  /** `Firefox on Windows`, as far as the user agent tells. */
  readonly name: string
}

const KINDS = { desktop: 'computer', mobile: 'phone', tablet: 'tablet' } as const

export function deviceOf(userAgent: string): Device {
  // Bowser refuses to look at nothing.
  if (!userAgent.trim()) return { kind: 'unknown', name: 'Unknown device' }
  const { browser, os, platform } = Bowser.parse(userAgent)
  const type = platform.type as keyof typeof KINDS | undefined
  return {
    kind: (type && KINDS[type]) ?? 'unknown',
    name: [browser.name, os.name].filter(Boolean).join(' on ') || 'Unknown device',
  }
}
