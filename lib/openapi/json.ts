// Either a string (to the end when it is not closed, so that no input makes the search quadratic), or an integer
// of sixteen digits or more that is not part of a fraction.
const STRING_OR_LONG_INTEGER = /"[^"\\]*(?:\\[\s\S]?[^"\\]*)*(?:"|$)|-?\d{16,}(?![\d.eE])/g;

/** More than any answer or message has; what copies a value for a flow recurses, and dies of some thousands. */
const DEEPEST = 500;
/** What begins and ends a part; the end of an array and of an object is two after its beginning. */
const [QUOTE, BACKSLASH, ARRAY, OBJECT] = [0x22, 0x5c, 0x5b, 0x7b];

/**
 * `JSON.parse` that loses nothing: an integer beyond 2^53 becomes a string with all its digits (MessageId is often
 * such a one), a byte order mark is skipped, and a `__proto__` key is dropped.
 *
 * @param text JSON.
 * @throws SyntaxError when it is not JSON, or nested more deeply than 500 levels.
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) throw new SyntaxError('nested too deeply');
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const exact = /\d{16}/.test(source) ? source.replace(STRING_OR_LONG_INTEGER, quoteUnsafeInteger) : source;
  return mayNameProto(exact) ? JSON.parse(exact, dropProto) : JSON.parse(exact);
}

function quoteUnsafeInteger(token: string, offset: number, whole: string): string {
  if (token.startsWith('"') || Number.isSafeInteger(Number(token))) return token;
  // The tail of a fraction (0.1234567890123456) or of an exponent is no integer of its own.
  return /[\d.eE+]/.test(whole[offset - 1] ?? '') ? token : `"${token}"`;
}

function isTooDeep(json: string): boolean {
  if (json.length <= 2 * DEEPEST) return false;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < json.length; at += 1) {
    const character = json.charCodeAt(at);
    if (character === BACKSLASH) at += 1;
    else if (character === QUOTE) inString = !inString;
    else if (inString) continue;
    else if (character === ARRAY || character === OBJECT) depth += 1;
    else if (character === ARRAY + 2 || character === OBJECT + 2) depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

// In clear, or with letters as escapes. A reviver makes parsing many times slower.
function mayNameProto(json: string): boolean {
  return json.includes('__proto__') || json.includes('\\u00');
}

function dropProto(this: unknown, key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value;
}
