import { types } from 'node:util';
import type { Problem, Texts } from '../errors';

const MAX_DEPTH = 64;

/**
 * Writes a value as JSON and refuses what JSON would lose or change without a word. A Date becomes the platform's
 * own form, a string of UTC milliseconds; a `__proto__` key is left out.
 *
 * @param path where the value stands, for the problems.
 * @see https://help.aliyun.com/document_detail/88241.html
 */
export function encodeJson(value: unknown, path: string): { text: string; problems: Problem[] } {
  const problems: Problem[] = [];
  const text = encode(value, path, { problems, ancestors: new Set() });
  return { text, problems };
}

interface State {
  problems: Problem[];
  ancestors: Set<object>;
}

function encode(value: unknown, path: string, state: State): string {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? JSON.stringify(value) : refuse(state, path, 'lone-surrogate', LONE_SURROGATE);
    case 'number':
      return Number.isFinite(value) ? String(value) : refuse(state, path, 'not-finite', NOT_FINITE);
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? 'null' : encodeObject(value, path, state);
    case 'bigint':
      return refuse(state, path, 'bigint', BIGINT);
    case 'undefined':
      return refuse(state, path, 'undefined', UNDEFINED);
    default:
      return refuse(state, path, 'not-json', NOT_JSON);
  }
}

function encodeObject(value: object, path: string, state: State): string {
  if (state.ancestors.has(value)) return refuse(state, path, 'circular', CIRCULAR);
  if (state.ancestors.size >= MAX_DEPTH) return refuse(state, path, 'too-deep', TOO_DEEP);
  if (types.isDate(value)) return encodeDate(value, path, state);
  // A Buffer has a toJSON, but no device wants its list of bytes.
  if (ArrayBuffer.isView(value)) return refuse(state, path, 'not-json', NOT_JSON);
  state.ancestors.add(value);
  const text = Array.isArray(value)
    ? `[${Array.from(value, (item: unknown, i) => encode(item, `${path}[${i}]`, state)).join(',')}]`
    : encodeMembers(value, path, state);
  state.ancestors.delete(value);
  return text;
}

function encodeMembers(value: object, path: string, state: State): string {
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return encode((value.toJSON as () => unknown).call(value), path, state);
  }
  // The tag and not the prototype: objects of a function node come from another realm.
  if (Object.prototype.toString.call(value) !== '[object Object]') return refuse(state, path, 'not-json', NOT_JSON);
  return `{${Object.entries(value)
    .filter(([key]) => key !== '__proto__')
    .map(([key, member]) => {
      const place = /^[\w$]+$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
      return `${encode(key, place, state)}:${encode(member, place, state)}`;
    })
    .join(',')}}`;
}

function encodeDate(value: Date, path: string, state: State): string {
  const ms = value.getTime();
  return Number.isNaN(ms) ? refuse(state, path, 'invalid-date', INVALID_DATE) : `"${ms}"`;
}

function refuse(state: State, path: string, rule: string, texts: Texts): string {
  state.problems.push({ path, rule, texts });
  return 'null';
}

const LONE_SURROGATE: Texts = {
  en: 'contains half of a character (a lone surrogate), which has no UTF-8 form.',
  zh: '包含半个字符（孤立的代理项），无法用 UTF-8 表示。',
};
const NOT_FINITE: Texts = {
  en: 'is NaN or infinite; JSON has no such number.',
  zh: '是 NaN 或无穷大，JSON 无法表示。',
};
const BIGINT: Texts = {
  en: 'is a BigInt; give the Args as a JSON text to send all digits of a long integer.',
  zh: '是 BigInt；如需发送超长整数，请把 Args 写成 JSON 文本。',
};
const UNDEFINED: Texts = {
  en: 'has no value (undefined); leave the parameter out or give it a value.',
  zh: '没有值（undefined）；请删除该参数或为其赋值。',
};
const NOT_JSON: Texts = {
  en: 'is of a kind JSON cannot hold (function, symbol, Map, Buffer ...); use plain objects, arrays, texts, numbers and booleans.',
  zh: '是 JSON 无法表示的类型（函数、Symbol、Map、Buffer 等）；请使用普通对象、数组、文本、数字或布尔值。',
};
const CIRCULAR: Texts = { en: 'contains itself.', zh: '循环引用了自身。' };
const TOO_DEEP: Texts = {
  en: `is nested more than ${MAX_DEPTH} levels deep.`,
  zh: `嵌套超过 ${MAX_DEPTH} 层。`,
};
const INVALID_DATE: Texts = { en: 'is an invalid date.', zh: '是无效日期。' };
