/** Most names and values of a call, and so the short way. */
const UNRESERVED = /^[\w.~-]*$/;

/**
 * RFC 3986 encoding as both signatures want it: only `A-Z a-z 0-9 - _ . ~` stay.
 *
 * @param text no lone surrogates (they have no UTF-8 form).
 * @throws URIError for a lone surrogate.
 * @see https://help.aliyun.com/document_detail/30563.html
 */
export function percentEncode(text: string): string {
  if (UNRESERVED.test(text)) return text;
  return encodeURIComponent(text).replace(/[!'()*]/g, toHex);
}

function toHex(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
}

/**
 * The canonical query string: `name=value` pairs, encoded, sorted by name in byte order, joined with `&`.
 */
export function canonicalQuery(params: Readonly<Record<string, string>>): string {
  return Object.keys(params)
    .sort()
    .map((name) => `${percentEncode(name)}=${percentEncode(params[name] ?? '')}`)
    .join('&');
}
