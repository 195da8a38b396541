import type { DataType, JsonNode } from '../../../lib/tsl';

/**
 * A value to begin with, for what is typed as JSON: every member once, in the order of the model.
 *
 * @param dataType of the parameter, member or item.
 */
export function templateFor(dataType: DataType): JsonNode {
  switch (dataType.type) {
    case 'int':
    case 'float':
    case 'double':
      return number(dataType.min !== undefined && dataType.min > 0 ? dataType.min : 0);
    case 'bool':
      return { kind: 'boolean', value: false };
    case 'enum':
      return number([...dataType.labels.keys()][0] ?? 0);
    case 'text':
      return { kind: 'string', value: '' };
    case 'date':
      return { kind: 'string', value: '2026-05-01T08:00:00+08:00' };
    case 'array':
      return { kind: 'array', items: [templateFor(dataType.item)] };
    case 'struct':
      return {
        kind: 'object',
        members: new Map(dataType.members.map((member) => [member.identifier, templateFor(member.dataType)])),
      };
    case 'unknown':
      return { kind: 'object', members: new Map() };
  }
}

function number(value: number): JsonNode {
  return { kind: 'number', lexeme: JSON.stringify(value) };
}
