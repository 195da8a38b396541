import { configError, type AliyunIotError } from '../errors';
import { readJson } from './json';
import { describe, isObject, own } from './values';

/** The platform takes files of 512 KB; four million characters leave room for indentation and stop accidents. */
const MAX_CHARACTERS = 4_000_000;

/** Keys of a service, an event or a property that a TSL never has. @see https://help.aliyun.com/document_detail/150457.html */
const OTHER_DIALECT = [
  'inputParams',
  'outputParams',
  'serviceName',
  'eventName',
  'eventType',
  'propertyName',
  'rwFlag',
  'dataSpecs',
  'dataSpecsList',
];

/**
 * From what a user has at hand to the document of a thing model: a TSL file (with or without a byte order mark),
 * the `TslStr` of GetThingModelTsl - also with its quotes still on, or in the whole answer - or the object itself.
 *
 * @param source JSON text or object.
 * @throws AliyunIotError of kind `config` that says where the text stops being JSON, or which file is needed instead.
 * @see https://help.aliyun.com/document_detail/150319.html
 */
export function readSource(source: unknown): Record<string, unknown> {
  let value = source;
  // A text inside a text: the answer of GetThingModelTsl copied with its quotes on.
  for (let layer = 0; typeof value === 'string' && layer < 3; layer++) value = parseText(value);
  if (!isObject(value)) throw notAModel(value);
  const data = own(value, 'Data');
  const answer = isObject(data) ? data : value;
  const inner = own(answer, 'TslStr');
  if (typeof inner === 'string') return readSource(inner);
  if (isThingModelJson(answer)) throw wrongDialect();
  return answer;
}

function parseText(text: string): unknown {
  const bare = text.replace(/^\uFEFF/, '');
  if (bare.trim() === '') throw emptyText();
  if (bare.length > MAX_CHARACTERS) throw tooLarge(bare.length);
  try {
    return JSON.parse(bare);
  } catch {
    throw notJson(bare);
  }
}

/** The dialect of QueryThingModel: upper-case types, `inputParams` for `inputData`, `dataSpecs` for `dataType`. */
function isThingModelJson(document: Record<string, unknown>): boolean {
  if (Object.hasOwn(document, 'ThingModelJson')) return true;
  return ['services', 'events', 'properties'].some((key) => {
    const features = own(document, key);
    return Array.isArray(features) && features.some(isOfThatDialect);
  });
}

function isOfThatDialect(feature: unknown): boolean {
  if (!isObject(feature)) return false;
  const has = (key: string) => Object.hasOwn(feature, key);
  return OTHER_DIALECT.some(has) && !has('inputData') && !isObject(own(feature, 'dataType'));
}

function wrongDialect(): AliyunIotError {
  return configError('thing-model-json', {
    en: 'This is a ThingModelJson (from QueryThingModel), not a TSL. Use the file the console exports as the complete thing model (TSL), or the TslStr of GetThingModelTsl.',
    zh: '这是 ThingModelJson（来自 QueryThingModel），不是 TSL。请使用控制台导出的完整物模型（TSL）文件，或 GetThingModelTsl 返回的 TslStr。',
  });
}

function notAModel(value: unknown): AliyunIotError {
  const is = describe(value);
  return configError('invalid-thing-model', {
    en: `A thing model is a JSON object, but this is ${is.en}. Use the complete thing model (TSL) as the console exports it.`,
    zh: `物模型应为 JSON 对象，实际值：${is.zh}。请使用控制台导出的完整物模型（TSL）。`,
  });
}

function emptyText(): AliyunIotError {
  return configError('invalid-thing-model', {
    en: 'The thing model is empty. Paste the complete thing model (TSL) as the console exports it.',
    zh: '物模型为空。请粘贴控制台导出的完整物模型（TSL）。',
  });
}

function tooLarge(length: number): AliyunIotError {
  return configError('thing-model-too-large', {
    en: `The thing model has ${length} characters; at most ${MAX_CHARACTERS} are read. Give each module's TSL by itself.`,
    zh: `物模型有 ${length} 个字符，最多读取 ${MAX_CHARACTERS} 个。请按模块分别提供 TSL。`,
  });
}

function notJson(text: string): AliyunIotError {
  const reading = readJson(text);
  const before = text.slice(0, reading.ok ? 0 : reading.offset).split('\n');
  const line = before.length;
  const column = (before.at(-1)?.length ?? 0) + 1;
  return configError('invalid-thing-model', {
    en: `The thing model is not JSON: the text breaks at line ${line}, column ${column}. Copy the whole file again.`,
    zh: `物模型不是有效的 JSON：第 ${line} 行第 ${column} 列出错。请重新复制完整的文件内容。`,
  });
}
