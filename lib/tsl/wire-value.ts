import { BOUNDS } from './bounds';
import { byteLength } from './bytes';
import type { JsonNode } from './json';
import { placeOf } from './values';
import type { DataType } from './types';

/** One thing the platform's model check finds wrong in a call. */
export interface WireProblem {
  /** The code in the platform's log. @see https://help.aliyun.com/document_detail/44542.html */
  code: number;
  /** The place of the value, e.g. `args.items[2].at`. */
  path: string;
  /** In the platform's manner, English. Only some of its texts are public; the others follow their style. */
  message: string;
}

export interface WireRules {
  /** Also ranges, lengths, listed values and members; else types only. */
  strong: boolean;
  /** A float or double needs a decimal place. */
  decimals: boolean;
}

interface Place {
  identifier: string;
  path: string;
}

type Of<T extends DataType['type']> = Extract<DataType, { type: T }>;
type NumberType = Of<'int' | 'float' | 'double'>;

/** What an array may hold. @see https://help.aliyun.com/document_detail/88241.html */
const ITEM_TYPES = new Set(['int', 'float', 'double', 'text', 'struct']);

/**
 * Checks one value of the Args text against its type.
 *
 * @param type the parameter's type.
 * @param node the value as written.
 * @param place its identifier, for the message, and its path.
 * @returns all problems, also those inside a struct or an array.
 */
export function checkWireValue(
  type: DataType,
  node: JsonNode,
  place: Place,
  rules: WireRules,
): WireProblem[] {
  switch (type.type) {
    case 'int':
    case 'float':
    case 'double':
      return checkNumber(type, node, place, rules);
    case 'bool':
    case 'enum':
      return checkListed(type, node, place, rules);
    case 'text':
      return checkText(type, node, place, rules);
    case 'date':
      return node.kind === 'string' && /^-?\d{1,16}$/.test(node.value)
        ? []
        : problem(6311, 'date type must be a string of long(UTC ms)', place);
    case 'array':
      return checkArray(type, node, place, rules);
    case 'struct':
      return checkStruct(type, node, place, rules);
    case 'unknown':
      return [];
  }
}

function checkNumber(type: NumberType, node: JsonNode, place: Place, rules: WireRules): WireProblem[] {
  const code = { int: 6306, float: 6307, double: 6322 }[type.type];
  const value = node.kind === 'number' && isWrittenAs(type, node.lexeme, rules) ? Number(node.lexeme) : NaN;
  const [lowest, highest] = BOUNDS[type.type];
  if (!(value >= lowest && value <= highest)) return problem(code, `data type is not ${type.type}`, place);
  if (!rules.strong) return [];
  const { min = -Infinity, max = Infinity } = type;
  if (value < min) return problem(code, `value is smaller than min ${min}`, place);
  return value > max ? problem(code, `value is bigger than max ${max}`, place) : [];
}

function isWrittenAs({ type }: NumberType, lexeme: string, { decimals }: WireRules): boolean {
  return type === 'int' ? isWhole(lexeme) : !decimals || lexeme.includes('.');
}

function isWhole(lexeme: string): boolean {
  return /^-?\d+$/.test(lexeme);
}

function checkListed(
  type: Of<'bool' | 'enum'>,
  node: JsonNode,
  place: Place,
  { strong }: WireRules,
): WireProblem[] {
  const code = type.type === 'bool' ? 6308 : 6309;
  if (node.kind !== 'number' || !isWhole(node.lexeme)) {
    return problem(code, `value of ${type.type} type must be int`, place);
  }
  const value = Number(node.lexeme);
  const listed =
    type.type === 'bool' ? value === 0 || value === 1 : type.labels.size === 0 || type.labels.has(value);
  return strong && !listed ? problem(code, `${type.type} specs error`, place) : [];
}

function checkText(type: Of<'text'>, node: JsonNode, place: Place, { strong }: WireRules): WireProblem[] {
  if (node.kind !== 'string') return problem(6310, 'data type is not string', place);
  const most = type.length ?? Infinity;
  if (!strong || byteLength(node.value) <= most) return [];
  return problem(6310, `text length is bigger than max length ${most}`, place);
}

function checkArray(type: Of<'array'>, node: JsonNode, place: Place, rules: WireRules): WireProblem[] {
  if (node.kind !== 'array') return problem(6328, 'data type is not array', place);
  const { item, size = Infinity } = type;
  if (rules.strong && item.type !== 'unknown' && !ITEM_TYPES.has(item.type)) {
    return problem(6325, `array item type ${item.type} is not supported`, place);
  }
  if (rules.strong && node.items.length > size) {
    return problem(6324, `array size is bigger than max size ${size}`, place);
  }
  return node.items.flatMap((value, index) =>
    checkWireValue(item, value, { ...place, path: placeOf(place.path, index) }, rules),
  );
}

function checkStruct(type: Of<'struct'>, node: JsonNode, place: Place, rules: WireRules): WireProblem[] {
  if (node.kind !== 'object') return problem(6312, 'struct type must be json', place);
  const given = node.members;
  const known = type.members.flatMap(({ identifier, dataType }) => {
    const at = { identifier, path: placeOf(place.path, identifier) };
    const value = given.get(identifier);
    if (value) return checkWireValue(dataType, value, at, rules);
    return rules.strong ? problem(6312, 'struct param size error', at) : [];
  });
  if (!rules.strong) return known;
  const identifiers = new Set(type.members.map(({ identifier }) => identifier));
  const unknown = [...given.keys()].filter((key) => !identifiers.has(key));
  return [
    ...known,
    ...unknown.flatMap((key) =>
      problem(6304, 'params not exist', { identifier: key, path: placeOf(place.path, key) }),
    ),
  ];
}

function problem(code: number, reason: string, { identifier, path }: Place): WireProblem[] {
  return [{ code, path, message: `tsl parse: ${reason} -> ${identifier}` }];
}
