/** What may stand after `Bearer` in a header (RFC 6750 section 2.1, b64token). */
export const TOKEN_VALUE = /^[\w\-.~+/]+=*$/
