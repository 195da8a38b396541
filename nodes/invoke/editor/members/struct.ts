import { writeJson, type DataType, type Parameter } from '../../../../lib/tsl';
import { staleRow } from '../stale-row';
import { labelOf } from '../parameter-label';
import { wordsFor } from '../parameter-words';
import { fieldOf } from './field';
import { addGroup } from './group';

import type { Sheet } from './sheet';
import { isNested, summaryOf } from './summary';
import { memberOf, type Value } from './value';
import { widgetFor } from './widget';

type Struct = Extract<DataType, { type: 'struct' }>;

/** A row for each member, and for each that the thing model does not have any more. */
export function buildStruct(body: JQuery, { members }: Struct, struct: Value, sheet: Sheet): void {
  for (const member of members) addMember(body, member, memberOf(struct, member), sheet);
  const known = new Set(members.map(({ identifier }) => identifier));
  const node = struct.node();
  if (node?.kind !== 'object') return;
  for (const [identifier, other] of node.members) {
    if (known.has(identifier)) continue;
    const stale = memberOf(struct, { identifier, dataType: { type: 'unknown', name: '' } });
    const row = staleRow(identifier, writeJson(other), () => {
      stale.set(undefined);
      row.remove();
    });
    body.append(row);
    const hidden = (): void => undefined;
    sheet.addField({ value: stale, element: row, show: hidden });
  }
}

/** Its name, what it takes, its control, and at once why its value is refused. */
function addMember(body: JQuery, member: Parameter, value: Value, sheet: Sheet): void {
  const row = $('<div>', { class: 'form-row aliyun-iot-parameter' }).attr('data-member', member.identifier);
  row.appendTo(body);
  if (isNested(member)) {
    addGroup(row, {
      value,
      sheet,
      title: labelOf(member, sheet.level, 'span'),
      summary: () => summaryOf(value),
    });
    return;
  }
  const widget = widgetFor(value, sheet);
  const label = labelOf(member, sheet.level).attr('for', widget.control.attr('id') ?? '');
  row.append(label, fieldOf(widget, value, sheet, wordsFor(member.dataType)));
}
