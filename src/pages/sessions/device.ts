import Bowser from 'bowser'

export interface Device {
  readonly kind: 'computer' | 'phone' | 'tablet' | 'tv' | 'unknown'
  /** `Firefox on Windows`, as far as the user agent tells; null where it tells nothing. */
  readonly name: string | null
}

const KINDS = { desktop: 'computer', mobile: 'phone', tablet: 'tablet', tv: 'tv' } as const

/** What all browsers begin with, and so says nothing. */
const BROWSER = /^(Mozilla|Opera)\//

/** `curl/8.5.0` and what may follow, cut to what people know of a version. */
const PRODUCT = /^([\w.+-]{1,40})(?:\/v?(\d+(?:\.\d+)?))?/

export function deviceOf(userAgent: string): Device {
  const text = userAgent.trim()
  // Bowser refuses to look at nothing.
  if (!text) return { kind: 'unknown', name: null }
  const { browser, os, platform } = Bowser.parse(text)
  const type = platform.type as keyof typeof KINDS | undefined
  // Bowser has no kind for it.
  const kind = os.name === 'Chrome OS' ? 'computer' : ((type && KINDS[type]) ?? 'unknown')
  const program = BROWSER.test(text) ? browserName(browser.name) : productName(text)
  // iPhone and iPad have one system, and a person may well have both.
  const place = os.name === 'iOS' ? (platform.model ?? os.name) : os.name
  // Some name the system as the browser, too.
  const parts = program === place ? [place] : [program, place]
  return { kind, name: parts.filter(Boolean).join(' on ') || null }
}

/** Not what all of them call themselves, which is Bowser's last guess. */
function browserName(name: string | undefined): string | undefined {
  return name === 'Mozilla' ? undefined : name
}

function productName(text: string): string | undefined {
  const [, name, version] = PRODUCT.exec(text) ?? []
  return [name, version].filter(Boolean).join(' ')
}
