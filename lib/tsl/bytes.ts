/**
 * How many bytes a text has in UTF-8, which is what the platform counts. Also runs in a browser, which has no Buffer.
 */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
