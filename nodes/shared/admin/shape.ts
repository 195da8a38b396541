import { ValidationError, type Problem } from '../../../lib/errors';

/**
 * What one value of a request has to be: gives it back typed, or adds a problem. After a problem what it gives back
 * must not be used; `readShape` sees to that.
 */
export type Shape<T> = (value: unknown, path: string, problems: Problem[]) => T;

/**
 * Reads what somebody sent.
 *
 * @param shape what it has to be.
 * @throws ValidationError that lists everything that is wrong with it.
 */
export function readShape<T>(shape: Shape<T>, value: unknown): T {
  const problems: Problem[] = [];
  const read = shape(value, 'request', problems);
  if (problems.length > 0) throw new ValidationError(problems.slice(0, MOST_PROBLEMS));
  return read;
}

/** As many as somebody may want to read. */
const MOST_PROBLEMS = 20;

/** @param max the most characters. */
export function text(max: number): Shape<string> {
  return (value, path, problems) => {
    if (typeof value !== 'string') {
      return wrong(problems, path, 'not-a-text', 'must be a text.', '必须是文本。');
    }
    if (value.length > max) {
      return wrong(problems, path, 'too-long', `is longer than ${max} characters.`, `超过 ${max} 个字符。`);
    }
    return value.isWellFormed()
      ? value
      : wrong(problems, path, 'not-unicode', 'has half of a character.', '含有不完整的字符。');
  };
}

/** True or false. */
export const flag: Shape<boolean> = (value, path, problems) =>
  typeof value === 'boolean'
    ? value
    : wrong(problems, path, 'not-a-boolean', 'must be true or false.', '必须是 true 或 false。');

/** A whole number within a range. */
export function count(min: number, max: number): Shape<number> {
  return (value, path, problems) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
      ? value
      : wrong(
          problems,
          path,
          'out-of-range',
          `must be a whole number from ${min} to ${max}.`,
          `必须是 ${min} 到 ${max} 的整数。`,
        );
}

/** Something that may be left out. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value, path, problems) =>
    value === undefined || value === null ? undefined : shape(value, path, problems);
}

/** @param max the most items. */
export function list<T>(item: Shape<T>, max: number): Shape<T[]> {
  return (value, path, problems) => {
    if (!Array.isArray(value)) {
      return wrong(problems, path, 'not-an-array', 'must be an array.', '必须是数组。');
    }
    if (value.length > max) {
      return wrong(problems, path, 'too-many', `has more than ${max} items.`, `超过 ${max} 项。`);
    }
    return value.map((each, index) => item(each, `${path}[${index}]`, problems));
  };
}

/** Any JSON object: no array, and nothing that reaches for a prototype. */
export const anyObject: Shape<Record<string, unknown>> = (value, path, problems) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return wrong(problems, path, 'not-an-object', 'must be an object.', '必须是对象。');
  }
  return ['__proto__', 'constructor', 'prototype'].some((key) => Object.hasOwn(value, key))
    ? wrong(problems, path, 'prototype', 'has a key that is not allowed.', '含有不允许的键。')
    : (value as Record<string, unknown>);
};

/** An object with these fields; others it may have are not looked at. */
export function object<T extends object>(fields: { [K in keyof T]: Shape<T[K]> }): Shape<T> {
  return (value, path, problems) => {
    const before = problems.length;
    const given = anyObject(value, path, problems);
    if (problems.length > before) return undefined as never;
    const read = Object.entries<Shape<unknown>>(fields).map(([key, shape]) => [
      key,
      shape(Object.hasOwn(given, key) ? given[key] : undefined, `${path}.${key}`, problems),
    ]);
    return Object.fromEntries(read) as T;
  };
}

/** What fits the first shape or, failing that, the second. */
export function either<A, B>(first: Shape<A>, second: Shape<B>): Shape<A | B> {
  return (value, path, problems) => {
    const tried: Problem[] = [];
    const read = first(value, path, tried);
    return tried.length === 0 ? read : second(value, path, problems);
  };
}

function wrong(problems: Problem[], path: string, rule: string, en: string, zh: string): never {
  problems.push({ path, rule, texts: { en, zh } });
  // Nobody uses it: readShape throws.
  return undefined as never;
}
