import { textsOf } from '../../../shared/editor/text';
import { itemsOf, type Value } from './value';
import { textOf } from './written';

const text = textsOf('aliyun-iot-invoke');

/** What a line shows of a struct. */
const SHOWN_MEMBERS = 4;

/** Whether a value has values inside, which are edited one by one. */
export function isNested({ dataType }: Pick<Value, 'dataType'>): boolean {
  return dataType.type === 'struct' || dataType.type === 'array';
}

/** What is in a struct or an array, in a line. */
export function summaryOf(value: Value): string {
  const { dataType } = value;
  const node = value.node();
  if (!node) return text('form.not-given');
  if (dataType.type === 'array') return text('form.items', { count: itemsOf(value).length });
  if (dataType.type !== 'struct' || node.kind !== 'object') return '';
  return dataType.members
    .filter((member) => !isNested(member) && node.members.has(member.identifier))
    .slice(0, SHOWN_MEMBERS)
    .map(({ identifier, dataType: type }) => `${identifier}: ${textOf(type, node.members.get(identifier))}`)
    .join(', ');
}
