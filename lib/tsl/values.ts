import type { Texts } from '../errors';

/** An object as JSON knows it; also one from another realm, such as a Node-RED function node. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return tagOf(value) === 'Object';
}

/** A Date, also one from another realm, where `instanceof Date` says no. */
export function isDate(value: unknown): value is Date {
  return tagOf(value) === 'Date';
}

/**
 * A property of the object itself: whatever `__proto__` or `constructor` in foreign data say, nothing is inherited.
 *
 * @returns undefined when there is none.
 */
export function own(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : undefined;
}

/**
 * The place of a value inside another, e.g. `args.items[2].at`.
 *
 * @param path the place of the outer value; empty at the root of a document.
 * @param key a member's name, or an item's index.
 */
export function placeOf(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (!/^\w{1,60}$/.test(key)) return `${path}[${JSON.stringify(shortened(key, 60))}]`;
  return path === '' ? key : `${path}.${key}`;
}

/**
 * A value as JSON writes it: what has a `toJSON` (a moment, a decimal) gives that, as with `JSON.stringify`.
 * A Date stays a Date, because the platform wants milliseconds of it.
 */
export function plain(value: unknown): unknown {
  return isObject(value) && typeof value.toJSON === 'function' ? (value.toJSON as () => unknown)() : value;
}

/** A value in the words of a sentence: `3500`, `the text "on"`, `an array`. Long texts are only counted. */
export function describe(value: unknown): Texts {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'bigint':
      return { en: 'a BigInt', zh: 'BigInt' };
    case 'number':
    case 'boolean':
      return { en: shortened(String(value), 30), zh: shortened(String(value), 30) };
    case 'undefined':
      return { en: 'missing', zh: '空缺' };
    case 'object':
      return describeObject(value);
    default:
      return { en: `a ${typeof value}`, zh: typeof value === 'function' ? '函数' : 'Symbol' };
  }
}

function describeObject(value: object | null): Texts {
  if (value === null) return { en: 'null', zh: 'null' };
  if (Array.isArray(value)) return { en: 'an array', zh: '数组' };
  if (isDate(value)) {
    return Number.isNaN(value.getTime())
      ? { en: 'an invalid Date', zh: '无效的 Date 对象' }
      : { en: 'a Date', zh: 'Date 对象' };
  }
  if (isObject(value)) return { en: 'an object', zh: '对象' };
  if (tagOf(value) === 'Uint8Array') return { en: 'a Buffer', zh: 'Buffer 对象' };
  return { en: `of type ${tagOf(value)}`, zh: `${tagOf(value)} 对象` };
}

/** A long text is not shown: its beginning says little, and it may hold what does not belong into a log. */
function quoted(text: string): Texts {
  if (text.length > 30)
    return { en: `a text of ${text.length} characters`, zh: `${text.length} 个字符的文本` };
  return { en: `the text ${JSON.stringify(text)}`, zh: `文本 ${JSON.stringify(text)}` };
}

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}...` : text;
}

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}
