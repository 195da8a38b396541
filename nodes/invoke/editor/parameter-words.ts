import type { DataType, Parameter } from '../../../lib/tsl';
import { textsOf } from '../../shared/editor/text';

const text = textsOf('aliyun-iot-invoke');

/** A struct may have 50 members; a sentence does not. */
const SHOWN_MEMBERS = 8;

/** What a parameter takes, in words: its type, range, step, length or size. */
export function wordsFor(dataType: DataType): string {
  const type = text(`type.${dataType.type}`);
  switch (dataType.type) {
    case 'int':
    case 'float':
    case 'double':
      return joined(
        type,
        rangeOf(dataType),
        dataType.step !== undefined && text('type.step', { step: dataType.step }),
      );
    case 'text':
      return joined(type, dataType.length !== undefined && text('type.length', { length: dataType.length }));
    case 'array':
      return joined(
        text('type.array-of', { item: itemWords(dataType.item) }),
        dataType.size !== undefined && text('type.size', { size: dataType.size }),
      );
    case 'struct':
      return text('type.struct-of', { members: namesOf(dataType.members) });
    default:
      return type;
  }
}

/** The example of a date is said once, where one is typed. */
function itemWords(dataType: DataType): string {
  return dataType.type === 'date' ? text('type.date-short') : wordsFor(dataType);
}

function namesOf(members: readonly Parameter[]): string {
  const names = members
    .slice(0, SHOWN_MEMBERS)
    .map(({ identifier }) => identifier)
    .join(', ');
  const count = members.length - SHOWN_MEMBERS;
  return count > 0 ? text('type.members-more', { members: names, count, total: members.length }) : names;
}

function rangeOf({
  min,
  max,
  unit,
  unitName,
}: Extract<DataType, { type: 'int' | 'float' | 'double' }>): string {
  const bounds =
    min !== undefined && max !== undefined
      ? text('type.between', { min, max })
      : min !== undefined
        ? text('type.at-least', { min })
        : max !== undefined
          ? text('type.at-most', { max })
          : '';
  return [bounds, unit || (unitName ?? '')].filter((part) => part !== '').join(' ');
}

function joined(...parts: (string | false)[]): string {
  return parts.filter((part) => part !== false && part !== '').join(text('type.comma'));
}
