/** How each byte is written: RFC 3986 unreserved characters as they are, all others as `%XX`. */
const WRITTEN: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  return /[A-Za-z0-9\-_.~]/.test(character)
    ? character
    : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
});

/**
 * Percent-encodes as both signatures want it. Written byte by byte, on purpose not with `encodeURIComponent`,
 * so that the simulator does not share a mistake with the code it checks.
 *
 * @param text any text; UTF-8 is what gets encoded.
 * @see https://help.aliyun.com/document_detail/30563.html
 */
export function percentEncode(text: string): string {
  let encoded = '';
  for (const byte of Buffer.from(text, 'utf8')) encoded += WRITTEN[byte] ?? '';
  return encoded;
}

/**
 * Encodes and sorts pairs as both signatures want them: by name in byte order, then by value.
 *
 * @param pairs decoded names and values; a name that comes twice is kept twice.
 * @returns `name=value&name=value`
 */
export function canonicalPairs(pairs: readonly (readonly [name: string, value: string])[]): string {
  return pairs
    .map(([name, value]) => ({
      order: Buffer.from(name),
      text: `${percentEncode(name)}=${percentEncode(value)}`,
    }))
    .sort((a, b) => Buffer.compare(a.order, b.order) || (a.text < b.text ? -1 : 1))
    .map(({ text }) => text)
    .join('&');
}
