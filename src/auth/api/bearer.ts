import * as v from 'valibot'

const B64TOKEN = /^[\w\-.~+/]+=*$/

/** What may stand after `Bearer` in a header (RFC 6750 section 2.1, b64token). */
export const BearerToken = v.custom<string>((value) => typeof value === 'string' && B64TOKEN.test(value))
