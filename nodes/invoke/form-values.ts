import type { Problem } from '../../lib/errors';
import type { DataType } from '../../lib/tsl';
import { firstRounded, isRounded } from './rounded';
import type { Converted } from './values';

/** The types of an argument that was typed in the form; all others bring their value from elsewhere. */
export const LITERALS = ['str', 'num', 'bool', 'enum', 'date', 'json'] as const;
export type Literal = (typeof LITERALS)[number];

type Convert = (text: string, path: string) => Converted;

const CONVERT: Readonly<Record<Literal, Convert>> = {
  str: (text) => ({ value: text }),
  num: toNumber,
  bool: (text) => ({ value: text === 'true' ? true : text === 'false' ? false : orNothing(text) }),
  enum: (text) => ({ value: /^-?\d{1,10}$/.test(text) ? Number(text) : orNothing(text) }),
  date: (text) => ({ value: orNothing(text) }),
  json: toJson,
};

/**
 * The value of an argument that was typed in the form. A blank one counts as not given, except a text, which may well
 * be empty. What the service expects is checked later, by the thing model.
 *
 * @param path how problems name it.
 */
export function literalValue(type: Literal, text: string, path: string): Converted {
  return CONVERT[type](type === 'str' ? text : text.trim(), path);
}

/**
 * The value of an environment variable, which is always a text when it comes from outside of Node-RED, as the
 * parameter wants it.
 *
 * @param dataType of the parameter; undefined when it is not known.
 */
export function environmentValue(value: unknown, dataType: DataType | undefined, path: string): Converted {
  const literal = dataType && literalOf(dataType);
  return typeof value === 'string' && literal ? literalValue(literal, value, path) : { value };
}

/**
 * What a parameter is typed as in the form; undefined for a text, and for a type that is not known. The "simple" TSL
 * does not list the items of an enum: then its number is typed.
 */
export function literalOf(dataType: DataType): Literal | undefined {
  switch (dataType.type) {
    case 'int':
    case 'float':
    case 'double':
      return 'num';
    case 'enum':
      return dataType.labels.size > 0 ? 'enum' : 'num';
    case 'bool':
    case 'date':
      return dataType.type;
    case 'array':
    case 'struct':
      return 'json';
    default:
      return undefined;
  }
}

function toNumber(text: string, path: string): Converted {
  if (text === '') return { value: undefined };
  const number = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text) ? Number(text) : NaN;
  if (!Number.isFinite(number)) return problem(path, 'not-a-number', 'must be a number.', '必须是数字。');
  return isRounded(text) ? rounded(path, text) : { value: number };
}

function toJson(text: string, path: string): Converted {
  if (text === '') return { value: undefined };
  try {
    const value: unknown = JSON.parse(text);
    const first = firstRounded(text, path);
    return first ? rounded(first.path, first.lexeme) : { value };
  } catch {
    return problem(path, 'not-json', 'must be JSON.', '必须是有效的 JSON。');
  }
}

function rounded(path: string, digits: string): { problem: Problem } {
  const nearest = String(BigInt(Number(digits)));
  return problem(
    path,
    'rounded',
    `has more digits than a number keeps: it would be sent as ${nearest}.`,
    `位数过多，发送时会被舍入为 ${nearest}。`,
  );
}

function orNothing(text: string): string | undefined {
  return text === '' ? undefined : text;
}

function problem(path: string, rule: string, en: string, zh: string): { problem: Problem } {
  return { problem: { path, rule, texts: { en, zh } } };
}
