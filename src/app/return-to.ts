const HOME = '/'

// A made-up origin: only what stays on it, whatever its name, is an address of this app.
const ORIGIN = 'https://app.invalid'

/* eslint-disable-next-line no-control-regex -- to find them is the point: a browser drops some of them from an address */
const CONTROL_OR_BACKSLASH = /[\u0000-\u001f\u007f-\u009f\\]/

/**
 * The address to go to after sign-in, from the `returnTo` that anyone can write into a link: an address within this
 * app, or home. Checked twice: as written, and as a browser would read it.
 */
export function safeReturnTo(raw: string | null | undefined): string {
  if (!raw || !raw.startsWith('/') || CONTROL_OR_BACKSLASH.test(raw)) return HOME

  const url = resolve(raw)
  if (url?.origin !== ORIGIN || !isPlainPath(url.pathname)) return HOME
  // Back to the sign-in page would only lead here again.
  if (/^\/login\/?$/.test(url.pathname)) return HOME
  return url.pathname + url.search + url.hash
}

function resolve(raw: string): URL | null {
  try {
    return new URL(raw, ORIGIN)
  } catch {
    return null
  }
}

/**
 * `/..//evil.example` reads as `//evil.example` once its dots are resolved, and a server or proxy that decodes a path
 * once more than it should makes the same of `/%2fevil.example`: no reading of the path may begin with two slashes.
 */
function isPlainPath(path: string): boolean {
  if (!isDecodable(path)) return false
  for (let reading = path, last = ''; reading !== last;) {
    if (reading.startsWith('//') || CONTROL_OR_BACKSLASH.test(reading)) return false
    last = reading
    reading = decodeAscii(reading)
  }
  return true
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

/** As the most lenient of decoders would: it stumbles over nothing, so nothing hides behind what it stumbles over. */
function decodeAscii(path: string): string {
  return path.replaceAll(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
}

/** The sign-in page's address, with the way back. */
export function signInAddress(returnTo: string): string {
  return returnTo === HOME ? '/login' : `/login?${new URLSearchParams({ returnTo }).toString()}`
}
