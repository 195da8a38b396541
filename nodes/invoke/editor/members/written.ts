import {
  boolToNumber,
  enumToNumber,
  readJson,
  writeJson,
  type DataType,
  type JsonNode,
  type ValidateLevel,
} from '../../../../lib/tsl';

/**
 * A value as its field shows it.
 *
 * @returns for a bool or an enum the choice it means, if it is one, and for the rest what is typed.
 */
export function textOf(dataType: DataType, node: JsonNode | undefined): string {
  if (!node || (node.kind === 'null' && dataType.type !== 'unknown')) return '';
  if (dataType.type === 'unknown') return writeJson(node);
  const text = node.kind === 'string' ? node.value : writeJson(node);
  if (!isListed(dataType)) return text;
  const number = (dataType.type === 'bool' ? boolToNumber : enumToNumber)(dataType.labels, scalarOf(node));
  if (number === undefined) return text;
  return dataType.type === 'bool' ? String(number === 1) : String(number);
}

/**
 * What was typed, as JSON. What does not fit the type is kept as a text, so that it is shown with its reason.
 *
 * @param before stays when the same text stands for it.
 * @returns undefined when nothing is given.
 */
export function nodeOf(
  dataType: DataType,
  text: string,
  level: ValidateLevel,
  before: JsonNode | undefined,
): JsonNode | undefined {
  if (before && textOf(dataType, before) === text) return before;
  if (dataType.type === 'text') {
    return text === '' && level !== 'strong' ? undefined : { kind: 'string', value: text };
  }
  const typed = text.trim();
  if (typed === '') return undefined;
  return jsonOf(dataType, typed) ?? { kind: 'string', value: text };
}

function jsonOf(dataType: DataType, typed: string): JsonNode | undefined {
  switch (dataType.type) {
    case 'int':
    case 'float':
    case 'double':
    case 'enum': {
      const lexeme = lexemeOf(typed);
      return lexeme === undefined ? undefined : { kind: 'number', lexeme };
    }
    case 'bool':
      return typed === 'true' || typed === 'false' ? { kind: 'boolean', value: typed === 'true' } : undefined;
    case 'unknown': {
      const reading = readJson(typed);
      return reading.ok ? reading.root : undefined;
    }
    default:
      return undefined;
  }
}

/** A number as JSON wants it, digit by digit what was typed: `+5`, `007`, `.5` and `5.` are no JSON. */
function lexemeOf(typed: string): string | undefined {
  const [, sign = '', whole = '', places = '', exponent = ''] =
    /^([-+]?)(?=\d|\.\d)(\d*)(?:\.(\d*))?(e[-+]?\d+)?$/i.exec(typed) ?? [];
  if (whole === '' && places === '') return undefined;
  const digits = whole.replace(/^0+(?=\d)/, '') || '0';
  return `${sign === '-' ? '-' : ''}${digits}${typed.includes('.') ? `.${places || '0'}` : ''}${exponent}`;
}

function isListed(dataType: DataType): dataType is Extract<DataType, { type: 'bool' | 'enum' }> {
  return dataType.type === 'bool' || dataType.type === 'enum';
}

function scalarOf(node: JsonNode): unknown {
  if (node.kind === 'number') return Number(node.lexeme);
  return node.kind === 'string' || node.kind === 'boolean' ? node.value : undefined;
}
