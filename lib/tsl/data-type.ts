import { isObject } from './values';
import { itemsOf, member, numberOf, objectOf, requiredText, textOf, unreadable, type Part } from './document';
import type { DataType, Parameter } from './types';

/** The platform nests at most array > struct > value; foreign files get a little more before they are refused. */
const MAX_NESTING = 8;

/**
 * Reads the parameters of a service, or the members of a struct.
 *
 * @param part an array of `{ identifier, name, dataType }`; absent means none.
 * @throws AliyunIotError of kind `config` that names the place.
 * @see https://help.aliyun.com/document_detail/73727.html
 */
export function readParameters(part: Part | undefined, nesting = 0): Parameter[] {
  return itemsOf(part).map((item) => readParameter(item, nesting));
}

function readParameter(part: Part, nesting: number): Parameter {
  const identifier = requiredText(part, 'identifier');
  const dataType = member(part, 'dataType') ?? { value: undefined, path: `${part.path}.dataType` };
  return {
    identifier,
    name: textOf(member(part, 'name')) ?? identifier,
    dataType: readDataType(dataType, nesting),
  };
}

function readDataType(part: Part, nesting: number): DataType {
  if (nesting > MAX_NESTING) {
    throw unreadable(part.path, { en: 'is nested too deeply', zh: '嵌套层次过深' });
  }
  const type = requiredText(part, 'type');
  const specs = specsOf(part);
  switch (type) {
    case 'int':
    case 'float':
    case 'double':
      return { type, ...numberSpecs(specs) };
    case 'bool':
    case 'enum':
      return { type, labels: readLabels(specs) };
    case 'text':
      return { type, ...defined({ length: countOf(specs, 'length') }) };
    case 'date':
      return { type };
    case 'array':
      return { type, ...defined({ size: countOf(specs, 'size') }), item: readItem(specs, nesting + 1) };
    case 'struct':
      return readStruct(type, specs, nesting + 1);
    default:
      return { type: 'unknown', name: type };
  }
}

/** An empty array stands for "no specs": an official sample writes a date so. */
function specsOf(part: Part): Part | undefined {
  const specs = member(part, 'specs');
  return Array.isArray(specs?.value) && specs.value.length === 0 ? undefined : specs;
}

function numberSpecs(specs: Part | undefined): object {
  if (!specs) return {};
  return defined({
    min: numberOf(member(specs, 'min')),
    max: numberOf(member(specs, 'max')),
    step: numberOf(member(specs, 'step')),
    unit: textOf(member(specs, 'unit')),
    unitName: textOf(member(specs, 'unitName')),
  });
}

function readLabels(specs: Part | undefined): Map<number, string> {
  const labels = new Map<number, string>();
  for (const key of specs ? Object.keys(objectOf(specs)) : []) {
    if (!specs) break;
    if (!/^-?\d{1,10}$/.test(key)) {
      throw unreadable(specs.path, {
        en: `has the key ${JSON.stringify(key.slice(0, 60))}, which is not a whole number`,
        zh: `含有键 ${JSON.stringify(key.slice(0, 60))}，它不是整数`,
      });
    }
    labels.set(Number(key), textOf(member(specs, key)) ?? '');
  }
  return labels;
}

function countOf(specs: Part | undefined, key: string): number | undefined {
  const part = specs && member(specs, key);
  const count = numberOf(part);
  if (part === undefined || count === undefined || (Number.isInteger(count) && count >= 0)) return count;
  throw unreadable(part.path, { en: 'must be a whole number, 0 or more', zh: '应为不小于 0 的整数' });
}

/** The "simple" TSL may leave the item out: then the elements are passed on unchecked. */
function readItem(specs: Part | undefined, nesting: number): DataType {
  const item = specs && member(specs, 'item');
  return item ? readDataType(item, nesting) : { type: 'unknown', name: '' };
}

function readStruct(name: string, specs: Part | undefined, nesting: number): DataType {
  if (!specs) return { type: 'unknown', name };
  if (!isObject(specs.value)) return { type: 'struct', members: readParameters(specs, nesting) };
  return { type: 'struct', members: membersByName(specs, nesting) };
}

/** No sample shows the specs of a struct inside an array in full, so an object is read as well: one member, or a map of them. */
function membersByName(specs: Part, nesting: number): Parameter[] {
  if (member(specs, 'identifier')) return [readParameter(specs, nesting)];
  return Object.keys(objectOf(specs)).flatMap((key) => {
    const part = member(specs, key);
    if (!part) return [];
    if (member(part, 'identifier')) return [readParameter(part, nesting)];
    const dataType = member(part, 'dataType');
    const name = dataType ? textOf(member(part, 'name')) : undefined;
    return [{ identifier: key, name: name ?? key, dataType: readDataType(dataType ?? part, nesting) }];
  });
}

function defined<T extends object>(specs: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(specs).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
