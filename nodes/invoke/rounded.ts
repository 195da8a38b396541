import { placeOf, readJson, type JsonNode } from '../../lib/tsl';

/** A number in a JSON text, as it is written. */
interface Written {
  path: string;
  lexeme: string;
}

/** Shorter numbers are all kept. */
const MANY_DIGITS = /\d{16}/;

/** Whether a whole number, written in digits, is another one as a number of JavaScript, which is a double. */
export function isRounded(text: string): boolean {
  if (!MANY_DIGITS.test(text) || !/^[-+]?\d+$/.test(text)) return false;
  return BigInt(text.replace('+', '')) !== BigInt(Number(text));
}

/**
 * The first whole number in a JSON text that would be rounded.
 *
 * @param path of the whole text.
 */
export function firstRounded(json: string, path: string): Written | undefined {
  if (!MANY_DIGITS.test(json)) return undefined;
  const reading = readJson(json);
  return reading.ok ? firstIn(reading.root, path) : undefined;
}

function firstIn(node: JsonNode, path: string): Written | undefined {
  if (node.kind === 'number') return isRounded(node.lexeme) ? { path, lexeme: node.lexeme } : undefined;
  const parts: Iterable<[string | number, JsonNode]> =
    node.kind === 'object' ? node.members : node.kind === 'array' ? node.items.entries() : [];
  for (const [key, part] of parts) {
    const found = firstIn(part, placeOf(path, key));
    if (found) return found;
  }
  return undefined;
}
