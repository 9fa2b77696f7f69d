import * as v from 'valibot'

/** What came from outside (the server, another tab, storage); null where it is not what it is to be. */
export function checked<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T | null {
  const result = v.safeParse(schema, value)
  return result.success ? result.output : null
}

/** Null where it is no JSON. */
export function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return null
  }
}
