import { textsOf } from '../../../shared/editor/text';
import { buildArray } from './array';
import type { Sheet } from './sheet';
import { buildStruct } from './struct';
import { itemsOf, type Value } from './value';
import { textOf } from './written';

const text = textsOf('aliyun-iot-invoke');

/** What a line shows of a struct. */
const SHOWN_MEMBERS = 4;

/** Whether a value has values inside, which are edited one by one. */
export function isNested({ dataType }: Pick<Value, 'dataType'>): boolean {
  return dataType.type === 'struct' || dataType.type === 'array';
}

/** Fills in the rows of a struct or the items of an array, or says that there is something else. */
export function buildNested(body: JQuery, value: Value, sheet: Sheet): void {
  const { dataType } = value;
  const kind = value.node()?.kind ?? 'null';
  const wanted = dataType.type === 'array' ? 'array' : 'object';
  if (kind !== 'null' && kind !== wanted) body.append($('<p>').text(text('form.other-shape')));
  else if (dataType.type === 'array') buildArray(body, dataType, value, sheet);
  else if (dataType.type === 'struct') buildStruct(body, dataType, value, sheet);
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
