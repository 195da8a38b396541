import type { Problem, Texts } from '../errors';
import { checkArgs, encodeArgs } from '../tsl';

/**
 * The longest Args, in bytes of UTF-8: a message to a device holds no more.
 * @see https://help.aliyun.com/document_detail/30527.html
 */
export const MAX_ARGS_BYTES = 262_144;

/** The Args text, and what is wrong with it. */
export interface ArgsText {
  text: string;
  problems: Problem[];
}

/**
 * Turns what the user gives as Args into the JSON text that is sent. A text (or a Buffer of one) goes out byte for
 * byte; none, and an empty one, is `{}`, which the API demands for a service without inputs.
 *
 * @see https://help.aliyun.com/document_detail/69584.html
 */
export function argsText(args: unknown): ArgsText {
  const given = args instanceof Uint8Array ? Buffer.from(args).toString('utf8') : args;
  if (given === undefined || given === null || (typeof given === 'string' && given.trim() === '')) {
    return { text: '{}', problems: [] };
  }
  const written = typeof given === 'string' ? checkText(given) : write(given);
  if (written.problems.length === 0 && Buffer.byteLength(written.text) > MAX_ARGS_BYTES) {
    return refuse('too-long', TOO_LONG);
  }
  return written;
}

function checkText(text: string): ArgsText {
  if (!text.isWellFormed()) return refuse('not-unicode', NOT_UNICODE);
  try {
    const value: unknown = JSON.parse(text);
    return { text, problems: isObject(value) ? [] : checkArgs([], value, 'none') };
  } catch {
    return refuse('not-json', NOT_JSON);
  }
}

function write(value: unknown): ArgsText {
  const problems = checkArgs([], value, 'none');
  return problems.length > 0 ? { text: '', problems } : { text: encodeArgs([], value as object), problems };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(rule: string, texts: Texts): ArgsText {
  return { text: '', problems: [{ path: 'args', rule, texts }] };
}

const NOT_JSON: Texts = {
  en: 'is a text but no JSON. Give an object, or a JSON text such as {"speed": 3}.',
  zh: '是文本但不是 JSON。请提供对象，或 JSON 文本，例如 {"speed": 3}。',
};
const NOT_UNICODE: Texts = {
  en: 'has half of a surrogate pair, which is no character. Correct the text.',
  zh: '含有不成对的代理字符（surrogate），不是有效字符，请修正文本。',
};
const TOO_LONG: Texts = {
  en: `is longer than ${MAX_ARGS_BYTES} bytes, the most a message to a device can hold.`,
  zh: `超过 ${MAX_ARGS_BYTES} 字节，即设备消息的最大长度。`,
};
