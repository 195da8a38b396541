import { boolToNumber, dateToNumber, labelOf } from './friendly';
import type { DataType, Parameter } from './types';
import { isObject } from './values';

/**
 * Reads the `data` of a device's answer by the model: an enum becomes its label, a bool a boolean, a date a Date.
 * What does not fit the model, and what the model does not know, stays as it came: a device is not bound to it.
 *
 * @param outputs the service's outputs.
 * @param data the answer's `data`; it is not changed.
 */
export function decodeData(outputs: readonly Parameter[], data: unknown): unknown {
  if (!isObject(data)) return data;
  const types = new Map(outputs.map(({ identifier, dataType }) => [identifier, dataType]));
  // fromEntries makes own properties, also of a key such as `__proto__`.
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => {
      const type = types.get(key);
      return [key, type ? decodeValue(type, value) : value];
    }),
  );
}

function decodeValue(type: DataType, value: unknown): unknown {
  switch (type.type) {
    case 'bool':
      return value === 0 || value === 1 ? boolToNumber(type.labels, value) === 1 : value;
    case 'enum':
      return typeof value === 'number' ? (labelOf(type.labels, value) ?? value) : value;
    case 'date':
      return decodeDate(value);
    case 'array':
      return Array.isArray(value) ? value.map((item) => decodeValue(type.item, item)) : value;
    case 'struct':
      return decodeData(type.members, value);
    default:
      return value;
  }
}

function decodeDate(value: unknown): unknown {
  const ms = dateToNumber(value);
  return ms === undefined ? value : new Date(ms);
}
