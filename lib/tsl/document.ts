import { configError, type AliyunIotError, type Texts } from '../errors';
import { describe, isObject, own, placeOf } from './values';

/**
 * A part of a thing model document and its place in it, so that an error can say where it is.
 * @see https://help.aliyun.com/document_detail/73727.html
 */
export interface Part {
  value: unknown;
  path: string;
}

/**
 * The error for a part that cannot be read.
 *
 * @param path its place, e.g. `services[0].inputData[2].dataType`.
 * @param texts what is wrong with it, to be read after the path.
 */
export function unreadable(path: string, texts: Texts): AliyunIotError {
  return configError('invalid-thing-model', {
    en: `The thing model cannot be read: ${path} ${texts.en}. Use the complete thing model (TSL) as the console exports it.`,
    zh: `无法读取物模型：${path} ${texts.zh}。请使用控制台导出的完整物模型（TSL）。`,
  });
}

/** The member of an object; undefined when it is absent or `null`. */
export function member(part: Part, key: string): Part | undefined {
  const value = own(objectOf(part), key);
  return value === undefined || value === null ? undefined : { value, path: placeOf(part.path, key) };
}

/** @throws AliyunIotError of kind `config` when the part is no object. */
export function objectOf(part: Part): Record<string, unknown> {
  if (isObject(part.value)) return part.value;
  throw mustBe(part, { en: 'an object', zh: '对象' });
}

/** The items of an array; none when the part is absent. @throws AliyunIotError of kind `config` when it is no array. */
export function itemsOf(part: Part | undefined): Part[] {
  if (part === undefined) return [];
  if (!Array.isArray(part.value)) throw mustBe(part, { en: 'an array', zh: '数组' });
  return part.value.map((value: unknown, index) => ({ value, path: placeOf(part.path, index) }));
}

/** A text; undefined when it is absent or empty. Numbers are taken too: hand-made models have them. */
export function textOf(part: Part | undefined): string | undefined {
  if (part === undefined || part.value === '') return undefined;
  if (typeof part.value === 'string') return part.value;
  if (typeof part.value === 'number') return String(part.value);
  throw mustBe(part, { en: 'a text', zh: '文本' });
}

/** A text that must be there. @throws AliyunIotError of kind `config` when the object has none. */
export function requiredText(part: Part, key: string): string {
  const text = textOf(member(part, key));
  if (text !== undefined) return text;
  throw unreadable(placeOf(part.path, key), { en: 'is missing', zh: '缺失' });
}

/** A finite number, also one written as a text, as real exports do; undefined when it is absent or empty. */
export function numberOf(part: Part | undefined): number | undefined {
  const text = textOf(part)?.trim();
  if (part === undefined || text === undefined || text === '') return undefined;
  const number = Number(text);
  if (Number.isFinite(number)) return number;
  throw mustBe(part, { en: 'a number', zh: '数字' });
}

function mustBe({ path, value }: Part, what: Texts): AliyunIotError {
  const is = describe(value);
  return unreadable(path, {
    en: `must be ${what.en}, but is ${is.en}`,
    zh: `应为${what.zh}，实际值：${is.zh}`,
  });
}
