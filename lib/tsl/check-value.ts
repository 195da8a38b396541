import type { Problem } from '../errors';
import { BOUNDS } from './bounds';
import { byteLength } from './bytes';
import { expected } from './expected';
import { boolToNumber, dateToNumber, enumToNumber } from './friendly';
import { checkJson, isUnicode, notUnicode } from './json-value';
import type { DataType, Parameter } from './types';
import { describe, isObject, own, placeOf, plain } from './values';

type Of<T extends DataType['type']> = Extract<DataType, { type: T }>;
type NumberType = Of<'int' | 'float' | 'double'>;

/** Where a value is and how hard to look: `strong` also checks ranges, lengths, listed values and members. */
interface Place {
  path: string;
  strong: boolean;
}

/** What the platform takes at most when the model names no size. @see https://help.aliyun.com/document_detail/30527.html */
export const MAX_ITEMS = 512;

/** A service may have 100 inputs; a sentence does not. */
const SHOWN_NAMES = 12;

/**
 * Checks the parameters of a service, or the members of a struct.
 *
 * @param members what the model knows.
 * @param object what was given; a member that is `undefined` counts as not given.
 * @param place the object's place; a strong check also reports missing and unknown members.
 * @returns all problems: first those of known members in the model's order, then the unknown ones.
 */
export function checkMembers(
  members: readonly Parameter[],
  object: Record<string, unknown>,
  place: Place,
): Problem[] {
  const known = members.flatMap(({ identifier, dataType }) => {
    const at = { ...place, path: placeOf(place.path, identifier) };
    const value = own(object, identifier);
    if (value !== undefined) return checkValue(dataType, value, at);
    return place.strong ? [missing(dataType, at.path)] : [];
  });
  const identifiers = new Set(members.map(({ identifier }) => identifier));
  const others = Object.keys(object).filter((key) => !identifiers.has(key) && object[key] !== undefined);
  return [
    ...known,
    ...others.flatMap((key) => {
      const path = placeOf(place.path, key);
      return place.strong ? [unknownMember(members, path)] : checkJson(object[key], path);
    }),
  ];
}

function checkValue(type: DataType, given: unknown, place: Place): Problem[] {
  const value = plain(given);
  switch (type.type) {
    case 'int':
    case 'float':
    case 'double':
      return checkNumber(type, value, place);
    case 'bool':
    case 'enum':
      return checkListed(type, value, place);
    case 'text':
      return checkText(type, value, place);
    case 'date':
      return dateToNumber(value) === undefined ? [mustBe(type, value, place.path)] : [];
    case 'array':
      return checkArray(type, value, place);
    case 'struct':
      return isObject(value) ? checkMembers(type.members, value, place) : [mustBe(type, value, place.path)];
    case 'unknown':
      return checkJson(value, place.path);
  }
}

function checkNumber(type: NumberType, value: unknown, { path, strong }: Place): Problem[] {
  const isNumber = typeof value === 'number' && !Number.isNaN(value);
  if (!isNumber || (type.type === 'int' && !Number.isInteger(value))) return [mustBe(type, value, path)];
  const [lowest, highest] = BOUNDS[type.type];
  const { min = lowest, max = highest } = strong ? type : {};
  const fits = value >= Math.max(min, lowest) && value <= Math.min(max, highest);
  return fits ? [] : [mustBe(type, value, path, 'out-of-range')];
}

function checkListed(type: Of<'bool' | 'enum'>, value: unknown, { path, strong }: Place): Problem[] {
  const toNumber = type.type === 'bool' ? boolToNumber : enumToNumber;
  const number = toNumber(type.labels, value);
  if (number === undefined) return [mustBe(type, value, path)];
  const listed = type.type === 'bool' || type.labels.size === 0 || type.labels.has(number);
  return strong && !listed ? [mustBe(type, value, path, 'not-listed')] : [];
}

function checkText(type: Of<'text'>, value: unknown, { path, strong }: Place): Problem[] {
  if (typeof value !== 'string') return [mustBe(type, value, path)];
  if (!isUnicode(value)) return [notUnicode(path)];
  const bytes = byteLength(value);
  if (!strong || bytes <= (type.length ?? Infinity)) return [];
  const { en, zh } = expected(type);
  const texts = { en: `must be ${en}; it has ${bytes}.`, zh: `应为${zh}；当前 ${bytes} 字节。` };
  return [{ path, rule: 'too-long', texts }];
}

function checkArray(type: Of<'array'>, value: unknown, place: Place): Problem[] {
  if (!Array.isArray(value)) return [mustBe(type, value, place.path)];
  const { size = MAX_ITEMS } = type;
  if (place.strong && value.length > size) {
    const { en, zh } = expected({ ...type, size });
    const texts = {
      en: `must be ${en}; it has ${value.length}.`,
      zh: `应为${zh}；当前 ${value.length} 个。`,
    };
    return [{ path: place.path, rule: 'too-many', texts }];
  }
  return Array.from(value as unknown[], (item, index) =>
    checkValue(type.item, item, { ...place, path: placeOf(place.path, index) }),
  ).flat();
}

function mustBe(type: DataType, value: unknown, path: string, rule = 'wrong-type'): Problem {
  const what = expected(type);
  const is = describe(value);
  return {
    path,
    rule,
    texts: { en: `must be ${what.en}; it is ${is.en}.`, zh: `应为${what.zh}；当前值：${is.zh}。` },
  };
}

function missing(type: DataType, path: string): Problem {
  const { en, zh } = expected(type);
  return {
    path,
    rule: 'missing',
    texts: { en: `is missing; it must be ${en}.`, zh: `缺少该参数；应为${zh}。` },
  };
}

function unknownMember(members: readonly Parameter[], path: string): Problem {
  const names = members.slice(0, SHOWN_NAMES).map(({ identifier }) => identifier);
  const more = members.length - names.length;
  const texts =
    names.length === 0
      ? { en: 'is not in the model, which has no parameters here.', zh: '不在物模型中，此处没有任何参数。' }
      : {
          en: `is not in the model, which has ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}. Check the spelling.`,
          zh: `不在物模型中，可用的有：${names.join('、')}${more > 0 ? ` 等 ${members.length} 个` : ''}。请检查拼写。`,
        };
  return { path, rule: 'unknown-parameter', texts };
}
