import { itemsOf, member, numberOf, objectOf, requiredText, textOf, unreadable, type Part } from './document';
import type { DataType, Parameter } from './types';
import { isObject, own, placeOf } from './values';

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
  const dataType = member(part, 'dataType') ?? { value: undefined, path: placeOf(part.path, 'dataType') };
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

/** No specs and the `[]` an official sample writes for a date are an empty object here. */
function specsOf(part: Part): Part {
  const specs = member(part, 'specs') ?? { value: {}, path: placeOf(part.path, 'specs') };
  return Array.isArray(specs.value) && specs.value.length === 0 ? { ...specs, value: {} } : specs;
}

function numberSpecs(specs: Part): object {
  return defined({
    min: numberOf(member(specs, 'min')),
    max: numberOf(member(specs, 'max')),
    step: numberOf(member(specs, 'step')),
    unit: textOf(member(specs, 'unit')),
    unitName: textOf(member(specs, 'unitName')),
  });
}

function readLabels(specs: Part): Map<number, string> {
  return new Map(
    Object.keys(objectOf(specs)).map((key) => {
      if (!/^-?\d{1,10}$/.test(key)) throw notAnItem(specs.path, key);
      return [Number(key), textOf(member(specs, key)) ?? ''];
    }),
  );
}

function notAnItem(path: string, key: string) {
  return unreadable(placeOf(path, key), { en: 'must have a whole number as its key', zh: '的键应为整数' });
}

function countOf(specs: Part, key: string): number | undefined {
  const count = numberOf(member(specs, key));
  if (count === undefined || (Number.isInteger(count) && count >= 0)) return count;
  throw unreadable(placeOf(specs.path, key), {
    en: 'must be a whole number, 0 or more',
    zh: '应为不小于 0 的整数',
  });
}

/** The "simple" TSL may leave the item out: then the elements are passed on unchecked. */
function readItem(specs: Part, nesting: number): DataType {
  const item = member(specs, 'item');
  return item ? readDataType(item, nesting) : { type: 'unknown', name: '' };
}

/** A struct without members says nothing about its value: passed on unchecked. */
function readStruct(name: string, specs: Part, nesting: number): DataType {
  const members = isObject(specs.value) ? membersByName(specs, nesting) : readParameters(specs, nesting);
  return members.length > 0 ? { type: 'struct', members } : { type: 'unknown', name };
}

/**
 * No sample shows the specs of a struct inside an array in full, so besides the documented array this reads an
 * object: one member, or members by identifier.
 */
function membersByName(specs: Part, nesting: number): Parameter[] {
  if (isParameter(specs)) return [readParameter(specs, nesting)];
  return Object.keys(objectOf(specs)).map((identifier) => {
    const part: Part = { value: own(objectOf(specs), identifier), path: placeOf(specs.path, identifier) };
    if (isParameter(part)) return readParameter(part, nesting);
    const dataType = member(part, 'dataType') ?? part;
    return { identifier, name: identifier, dataType: readDataType(dataType, nesting) };
  });
}

function isParameter(part: Part): boolean {
  return isObject(part.value) && typeof own(part.value, 'identifier') === 'string';
}

function defined<T extends object>(specs: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(specs).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
