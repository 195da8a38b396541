/** A parsed JSON value that still knows how its numbers were written (`10` or `10.0`). */
export type JsonNode =
  | { kind: 'object'; members: ReadonlyMap<string, JsonNode> }
  | { kind: 'array'; items: readonly JsonNode[] }
  | { kind: 'string'; value: string }
  | { kind: 'number'; lexeme: string }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'null' };

export type JsonReading =
  | { ok: true; root: JsonNode }
  /** `offset` counts UTF-16 units from the start of the text. */
  | { ok: false; offset: number; reason: 'syntax' | 'too-deep' };

/** Containers inside one another, at most. A thing model needs three; the stack ends far beyond this. */
export const MAX_DEPTH = 64;

const BLANKS = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /true|false|null/y;

/**
 * Reads a JSON text (RFC 8259) and keeps every number as it was written. Of a repeated key the last one counts.
 *
 * @param text the JSON text, without a byte order mark.
 * @returns the value, or where the text stops being JSON. Never throws.
 */
export function readJson(text: string): JsonReading {
  try {
    return { ok: true, root: new Reader(text).whole() };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, offset: error.offset, reason: error.reason };
    throw error;
  }
}

class Unreadable extends Error {
  constructor(
    readonly offset: number,
    readonly reason: 'syntax' | 'too-deep' = 'syntax',
  ) {
    super(reason);
  }
}

class Reader {
  #at = 0;

  constructor(readonly text: string) {}

  whole(): JsonNode {
    const root = this.#value(0);
    if (this.#at < this.text.length) throw new Unreadable(this.#at);
    return root;
  }

  #value(depth: number): JsonNode {
    this.#match(BLANKS);
    const node = this.#bare(depth);
    this.#match(BLANKS);
    return node;
  }

  #bare(depth: number): JsonNode {
    const first = this.text[this.#at];
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#array(depth);
    if (first === '"') return { kind: 'string', value: this.#string() };
    const word = this.#match(WORD);
    if (word === 'null') return { kind: 'null' };
    if (word) return { kind: 'boolean', value: word === 'true' };
    const lexeme = this.#match(NUMBER);
    if (lexeme) return { kind: 'number', lexeme };
    throw new Unreadable(this.#at);
  }

  #object(depth: number): JsonNode {
    const members = new Map<string, JsonNode>();
    this.#list('}', depth, () => {
      this.#match(BLANKS);
      const key = this.#string();
      this.#match(BLANKS);
      if (!this.#skip(':')) throw new Unreadable(this.#at);
      members.set(key, this.#value(depth + 1));
    });
    return { kind: 'object', members };
  }

  #array(depth: number): JsonNode {
    const items: JsonNode[] = [];
    this.#list(']', depth, () => items.push(this.#value(depth + 1)));
    return { kind: 'array', items };
  }

  /** From the opening bracket to the closing one: nothing, or entries with commas between them. */
  #list(end: string, depth: number, entry: () => void): void {
    if (depth >= MAX_DEPTH) throw new Unreadable(this.#at, 'too-deep');
    this.#at++;
    this.#match(BLANKS);
    if (this.#skip(end)) return;
    do entry();
    while (this.#skip(','));
    if (!this.#skip(end)) throw new Unreadable(this.#at);
  }

  /** Only finds the end; `JSON.parse` reads the escapes and refuses raw control characters. */
  #string(): string {
    const start = this.#at;
    if (!this.#skip('"')) throw new Unreadable(start);
    while (this.#at < this.text.length && this.text[this.#at] !== '"') {
      this.#at += this.text[this.#at] === '\\' ? 2 : 1;
    }
    this.#at++;
    try {
      return JSON.parse(this.text.slice(start, this.#at)) as string;
    } catch {
      throw new Unreadable(start);
    }
  }

  #skip(char: string): boolean {
    const found = this.text[this.#at] === char;
    if (found) this.#at++;
    return found;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }
}
