/** A string, a bracket, a comma, a colon, or all between two of these. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * Lays a JSON text out anew without reading its values: `10.0` and an integer of 64 bits stay as they were typed.
 *
 * @param indent blanks for each level; 0 for a single line.
 * @returns the same text when it is not JSON.
 */
export function laidOut(json: string, indent: number): string {
  if (!isJson(json)) return json;
  const tokens = json.match(TOKENS) ?? [];
  let level = 0;
  const line = (): string => (indent > 0 ? `\n${' '.repeat(indent * level)}` : '');
  return tokens
    .map((token, index) => {
      const next = tokens[index + 1] ?? '';
      const previous = tokens[index - 1] ?? '';
      if (token === '{' || token === '[') {
        level += 1;
        return isEnd(next) ? token : token + line();
      }
      if (isEnd(token)) {
        level -= 1;
        return previous === '{' || previous === '[' ? token : line() + token;
      }
      if (token === ',') return token + line();
      return token === ':' && indent > 0 ? ': ' : token;
    })
    .join('');
}

function isEnd(token: string): boolean {
  return token === '}' || token === ']';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
