import type { Problem, Texts } from '../errors';
import { MAX_DEPTH } from './json';
import { describe, isDate, isObject, placeOf, plain } from './values';

/** More would not be read: a longer list only makes the error too big to show. */
export const MAX_PROBLEMS = 100;

/** A surrogate that is not half of a pair: such a text has no UTF-8 form. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Whether a text can be sent as UTF-8. */
export function isUnicode(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}

/** The problem of a text that {@link isUnicode} refuses. */
export function notUnicode(path: string): Problem {
  return problem(path, 'not-unicode', {
    en: 'has half of a surrogate pair, which is no character. Correct the text.',
    zh: '含有不成对的代理字符（surrogate），不是有效字符，请修正文本。',
  });
}

/**
 * Finds what JSON cannot carry in a value no model speaks about: NaN, functions, circles, halves of characters.
 * `JSON.stringify` would drop or replace most of these without a word.
 *
 * @param value any value; a Date is fine.
 * @param path its place, e.g. `args.x`.
 * @returns the problems, at most {@link MAX_PROBLEMS}.
 */
export function checkJson(value: unknown, path: string): Problem[] {
  const search = new Search();
  search.visit(value, path, 0);
  return search.problems;
}

/** One walk over a value. Each object is entered once: a `msg` with its `req` is a web, not a tree. */
class Search {
  readonly problems: Problem[] = [];
  readonly #open = new Set<object>();
  readonly #done = new Set<object>();

  visit(given: unknown, path: string, depth: number): void {
    const value = plain(given);
    if (typeof value === 'object' && value !== null && !isDate(value)) {
      this.#enter(value, path, depth);
    } else if (typeof value === 'string') {
      if (!isUnicode(value)) this.#add(notUnicode(path));
    } else if (!isScalar(value)) {
      this.#add(notJson(path, value));
    }
  }

  #enter(value: object, path: string, depth: number): void {
    if (this.#isFull() || this.#done.has(value)) return;
    if (this.#open.has(value)) {
      this.#add(circular(path));
    } else if (depth >= MAX_DEPTH) {
      this.#add(tooDeep(path));
    } else {
      this.#open.add(value);
      this.#inside(value, path, depth);
      this.#open.delete(value);
      this.#done.add(value);
    }
  }

  #inside(value: object, path: string, depth: number): void {
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length && !this.#isFull(); index++) {
        this.visit(value[index], placeOf(path, index), depth + 1);
      }
    } else if (isObject(value)) {
      this.#members(value, path, depth);
    } else {
      this.#add(notJson(path, value));
    }
  }

  #members(object: Record<string, unknown>, path: string, depth: number): void {
    for (const [key, value] of Object.entries(object)) {
      if (!isUnicode(key)) this.#add(notUnicode(placeOf(path, key)));
      this.visit(value, placeOf(path, key), depth + 1);
    }
  }

  #isFull(): boolean {
    return this.problems.length >= MAX_PROBLEMS;
  }

  #add(problem: Problem): void {
    if (!this.#isFull()) this.problems.push(problem);
  }
}

function isScalar(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (isDate(value)) return !Number.isNaN(value.getTime());
  return value === null || typeof value === 'boolean';
}

function notJson(path: string, value: unknown): Problem {
  if (value === undefined) return undefinedValue(path);
  if (typeof value === 'bigint') return bigint(path);
  const is = describe(value);
  return problem(path, 'not-json', {
    en: `cannot be sent as JSON: it is ${is.en}.`,
    zh: `无法以 JSON 发送，当前值：${is.zh}。`,
  });
}

/** Dropping it without a word, as `JSON.stringify` does, would hide a misspelt `msg` property. */
function undefinedValue(path: string): Problem {
  return problem(path, 'undefined', {
    en: 'has no value (undefined). Leave the parameter out, or give it a value.',
    zh: '没有值（undefined）。请删除该参数，或为其赋值。',
  });
}

function bigint(path: string): Problem {
  return problem(path, 'bigint', {
    en: 'is a BigInt. Give the Args as a JSON text to send all digits of a long integer.',
    zh: '是 BigInt。如需发送超长整数的全部数字，请把 Args 写成 JSON 文本。',
  });
}

function circular(path: string): Problem {
  return problem(path, 'circular', {
    en: 'contains itself. Pass only the values the service needs, not a whole msg.',
    zh: '循环引用了自身。请只传服务需要的值，不要传整个 msg。',
  });
}

/** The problem of a value with more levels than {@link MAX_DEPTH}. */
export function tooDeep(path: string): Problem {
  return problem(path, 'too-deep', {
    en: `is nested deeper than ${MAX_DEPTH} levels.`,
    zh: `嵌套超过 ${MAX_DEPTH} 层。`,
  });
}

function problem(path: string, rule: string, texts: Texts): Problem {
  return { path, rule, texts };
}
