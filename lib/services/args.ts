import type { Problem, Texts } from '../errors';
import { encodeJson } from './encode-json';

/**
 * The longest Args, in bytes of UTF-8: a message to a device holds no more.
 * @see https://help.aliyun.com/document_detail/30527.html
 */
export const MAX_ARGS_BYTES = 262_144;

/**
 * Turns what the user gives as Args into the JSON text that is sent. A text goes out byte for byte; none, and an
 * empty one, is `{}`, which the API demands for a service without inputs.
 *
 * @see https://help.aliyun.com/document_detail/69584.html
 */
export function encodeArgs(args: unknown): { text: string; problems: Problem[] } {
  const given = args instanceof Uint8Array ? Buffer.from(args).toString('utf8') : args;
  if (given === undefined || given === null || (typeof given === 'string' && given.trim() === '')) {
    return { text: '{}', problems: [] };
  }
  const encoded = typeof given === 'string' ? checkText(given) : encodeValue(given);
  if (encoded.problems.length === 0 && Buffer.byteLength(encoded.text) > MAX_ARGS_BYTES) {
    return refuse('too-long', TOO_LONG);
  }
  return encoded;
}

function checkText(text: string): { text: string; problems: Problem[] } {
  if (!text.isWellFormed()) return refuse('lone-surrogate', LONE_SURROGATE);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('not-json', NOT_JSON_TEXT);
  }
  return isPlainObject(value) ? { text, problems: [] } : refuse('not-object', notObject(value));
}

function encodeValue(value: unknown): { text: string; problems: Problem[] } {
  if (!isPlainObject(value)) return refuse('not-object', notObject(value));
  return encodeJson(value, 'args');
}

function isPlainObject(value: unknown): value is object {
  return Object.prototype.toString.call(value) === '[object Object]';
}

function notObject(value: unknown): Texts {
  // The Inject node sends its timestamp unless told otherwise; that is the first thing every newcomer meets.
  if (typeof value === 'number' && value > 1e12 && value < 1e13) return TIMESTAMP;
  const what = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
  return {
    en: `must be an object of input parameters such as {"speed": 3}, not ${what}.`,
    zh: `必须是由输入参数组成的对象，例如 {"speed": 3}，不能是 ${what}。`,
  };
}

function refuse(rule: string, texts: Texts): { text: string; problems: Problem[] } {
  return { text: '', problems: [{ path: 'args', rule, texts }] };
}

const TIMESTAMP: Texts = {
  en: 'is a number that looks like the Inject node\'s timestamp. Set the Inject node\'s payload to a JSON object such as {"speed": 3}, or Args to "none" for a service without inputs.',
  zh: '是一个数字，看起来是 Inject 节点的时间戳。请把 Inject 节点的 payload 设为 JSON 对象，例如 {"speed": 3}；若服务没有输入参数，请将 Args 设为“无”。',
};
const NOT_JSON_TEXT: Texts = {
  en: 'is a text but no JSON. Give an object, or a JSON text such as {"speed": 3}.',
  zh: '是文本但不是 JSON。请提供对象，或 JSON 文本，例如 {"speed": 3}。',
};
const LONE_SURROGATE: Texts = {
  en: 'contains half of a character (a lone surrogate), which has no UTF-8 form.',
  zh: '包含半个字符（孤立的代理项），无法用 UTF-8 表示。',
};
const TOO_LONG: Texts = {
  en: `is longer than ${MAX_ARGS_BYTES} bytes, the most a message to a device can hold.`,
  zh: `超过 ${MAX_ARGS_BYTES} 字节，即设备消息的最大长度。`,
};
