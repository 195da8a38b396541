import { ValidationError } from '../errors';
import { boolToNumber, dateToNumber, enumToNumber } from './friendly';
import { checkJson } from './json-value';
import type { DataType, Parameter } from './types';
import { isDate, isObject, plain } from './values';

/**
 * Writes arguments as the Args text: a float or double always with a decimal place (`10.0`), also inside structs and
 * arrays, a bool or enum as an integer, a date as a text of UTC milliseconds. Keys keep their order. A value that does
 * not fit its type, or that the model does not know, is written as plain JSON: refusing it is for `checkArgs`.
 *
 * @param inputs the service's inputs; none when there is no model.
 * @param args the arguments.
 * @throws ValidationError when JSON cannot carry a value (NaN, a function, a circle).
 * @see https://help.aliyun.com/document_detail/69584.html
 */
export function encodeArgs(inputs: readonly Parameter[], args: object): string {
  const problems = checkJson(args, 'args');
  if (problems.length > 0) throw new ValidationError(problems);
  const value = plain(args);
  return isObject(value) ? encodeMembers(inputs, value) : encodePlain(value);
}

function encodeMembers(members: readonly Parameter[], object: Record<string, unknown>): string {
  const types = new Map(members.map(({ identifier, dataType }) => [identifier, dataType]));
  const written = Object.entries(object).map(
    ([key, value]) => `${JSON.stringify(key)}:${encodeValue(types.get(key), plain(value))}`,
  );
  return `{${written.join(',')}}`;
}

function encodeValue(type: DataType | undefined, value: unknown): string {
  return (type && encodeTyped(type, value)) ?? encodePlain(value);
}

/** Undefined when the value does not fit the type. */
function encodeTyped(type: DataType, value: unknown): string | undefined {
  switch (type.type) {
    case 'float':
    case 'double':
      return typeof value === 'number' ? withDecimalPlace(value) : undefined;
    case 'bool':
      return boolToNumber(type.labels, value)?.toString();
    case 'enum':
      return enumToNumber(type.labels, value)?.toString();
    case 'date': {
      const ms = dateToNumber(value);
      return ms === undefined ? undefined : `"${ms}"`;
    }
    case 'array':
      return Array.isArray(value) ? encodeItems(value, (item) => encodeValue(type.item, item)) : undefined;
    case 'struct':
      return isObject(value) ? encodeMembers(type.members, value) : undefined;
    default:
      return undefined;
  }
}

/** `10` -> `10.0`, `1e+21` -> `1.0e+21`; `2.5` and `1.5e-7` stay. */
function withDecimalPlace(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  return String(value).replace(/^(-?\d+)(?=e|$)/, '$1.0');
}

function encodePlain(value: unknown): string {
  // The platform's own form of a date, also where no model says that it is one.
  if (isDate(value)) return `"${value.getTime()}"`;
  if (Array.isArray(value)) return encodeItems(value, encodePlain);
  return isObject(value) ? encodeMembers([], value) : JSON.stringify(value);
}

function encodeItems(items: readonly unknown[], encode: (item: unknown) => string): string {
  return `[${items.map((item) => encode(plain(item))).join(',')}]`;
}
