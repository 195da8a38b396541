import assert from 'node:assert/strict';
import { inspect } from 'node:util';

/**
 * Fails when a secret can be found anywhere in a value: in what `util.inspect` shows to a depth of 10 with hidden
 * properties, in its JSON, in the text of an error in either language, its stack and its cause, or in any own property,
 * enumerable or not, named by text or symbol, behind a getter or not, however deep.
 *
 * @param value what a user, a log or a browser might see.
 * @param secrets what must not be in it.
 */
export function assertNoSecret(value: unknown, secrets: readonly string[]): void {
  const shown = inspect(value, {
    depth: 10,
    showHidden: true,
    getters: true,
    maxArrayLength: null,
    maxStringLength: null,
  });
  const text = [shown, jsonOf(value), ...stringsIn(value)].join('\n').toLowerCase();
  const found = [...new Set(secrets.flatMap(formsOf))].some((form) => text.includes(form));
  assert.ok(!found, 'a secret was found');
}

/** The ways a secret may be written. Compared in lower case, since hex digits may come in either. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const once = encodeURIComponent(secret);
  return [
    ...[secret, once, encodeURIComponent(once), JSON.stringify(secret).slice(1, -1)],
    ...[bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex')],
  ].map((form) => form.toLowerCase());
}

function jsonOf(value: unknown): string {
  const seen = new Set<unknown>();
  const once = (_key: string, member: unknown): unknown => {
    if (typeof member === 'bigint') return String(member);
    if (typeof member !== 'object' || member === null) return member;
    if (seen.has(member)) return '';
    seen.add(member);
    return member;
  };
  try {
    return JSON.stringify({ value }, once);
  } catch {
    return '';
  }
}

function stringsIn(value: unknown, seen = new Set<unknown>()): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  if (ArrayBuffer.isView(value)) {
    return [Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1')];
  }
  if (typeof value === 'symbol') {
    return [String(value)];
  }
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) {
    return [];
  }
  seen.add(value);
  const entries = value instanceof Map || value instanceof Set ? [...(value as Iterable<unknown>)] : [];
  const own = Reflect.ownKeys(value).flatMap((key) => [String(key), ...stringsIn(read(value, key), seen)]);
  return [...inLanguages(value), ...own, ...entries.flatMap((entry) => stringsIn(entry, seen))];
}

function read(value: object, key: string | symbol): unknown {
  try {
    return (value as Record<string | symbol, unknown>)[key];
  } catch {
    return undefined;
  }
}

/** Errors of this package keep their Chinese text where nothing but their own method can reach it. */
function inLanguages(value: object): string[] {
  if (!(value instanceof Error && 'in' in value && typeof value.in === 'function')) return [];
  const error = value as unknown as { in: (language: string) => unknown };
  return ['en', 'zh'].map((language) => String(error.in(language)));
}
