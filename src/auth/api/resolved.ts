/** Null when it can't be resolved. (`URL.canParse` came with Safari 17.) */
export function resolved(address: string, base?: string | null): URL | null {
  try {
    return new URL(address, base ?? undefined)
  } catch {
    return null
  }
}
