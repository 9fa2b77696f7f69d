export type Random = (bytes: number) => Uint8Array

export const systemRandom: Random = (bytes) => crypto.getRandomValues(new Uint8Array(bytes))

/** An unguessable name that is safe in a URL, a cookie and a JWT. */
export function opaque(random: Random, bytes = 16): string {
  return Array.from(random(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
