import assert from 'node:assert/strict';
import { inspect } from 'node:util';

/**
 * Fails when a secret can be found anywhere in a value: in what `util.inspect` shows to a depth of 10 with hidden
 * properties, in its JSON, or in any own property, enumerable or not, however deep.
 *
 * @param value what a user, a log or a browser might see.
 * @param secrets what must not be in it.
 */
export function assertNoSecret(value: unknown, secrets: readonly string[]): void {
  const shown = inspect(value, { depth: 10, showHidden: true, maxArrayLength: null, maxStringLength: null });
  const texts = [shown, ...stringsIn(value)];
  for (const secret of secrets) {
    const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
    const found = texts.find((text) => forms.some((form) => text.includes(form)));
    assert.equal(found, undefined, 'a secret was found');
  }
}

function stringsIn(value: unknown, seen = new Set<unknown>()): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  if (Buffer.isBuffer(value)) {
    return [value.toString('latin1')];
  }
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) {
    return [];
  }
  seen.add(value);
  const entries = value instanceof Map || value instanceof Set ? [...(value as Iterable<unknown>)] : [];
  const own = Reflect.ownKeys(value).flatMap((key) => {
    const descriptor = Object.getOwnPropertyDescriptor(value, key);
    return [String(key), ...stringsIn(descriptor?.value, seen)];
  });
  return [...own, ...entries.flatMap((entry) => stringsIn(entry, seen))];
}
