import type { DataType, JsonNode } from '../../../../lib/tsl';
import { textsOf } from '../../../shared/editor/text';
import type { Sheet } from './sheet';
import type { Value } from './value';

const text = textsOf('aliyun-iot-invoke');

/** What is open without being asked for: more fields would push the rest of the dialog away. */
const SMALL = 10;

interface GroupOptions {
  value: Value;
  sheet: Sheet;
  /** Names what is in it; may be a name with its identifier. */
  title: JQuery;
  /** What is in it now, in short. */
  summary: () => string;
}

/** A part that can be folded, with the values of a struct or an array in it. */
export function addGroup(place: JQuery, { value, sheet, title, summary }: GroupOptions): JQuery {
  const short = $('<span>', { class: 'aliyun-iot-summary' });
  const wrong = $('<i>', { class: 'fa fa-times-circle', role: 'img' });
  const body = $('<div>', { class: 'aliyun-iot-members' });
  const details = $('<details>').append($('<summary>').append(title, ' ', short, ' ', wrong), body);
  const reason = $('<p>', { class: 'aliyun-iot-reason', id: sheet.id() });
  $('<div>', { class: 'aliyun-iot-group-box' }).append(details, reason).appendTo(place);
  details.children('summary').attr('aria-describedby', reason.attr('id') ?? '');
  let isBuilt = false;
  const open = (): void => {
    if (!isBuilt && details.prop('open') === true) {
      isBuilt = true;
      sheet.build(body, value);
    }
  };
  details.on('toggle', () => {
    open();
    sheet.look();
  });
  details.prop('open', sheet.wasOpen(value) ?? leavesIn(value.dataType, value.node()) <= SMALL);
  open();
  sheet.addField({
    value,
    element: reason,
    show: (why) => reason.text(why ?? '').toggle(why !== undefined),
  });
  sheet.addGroup({
    value,
    element: details,
    show: (refused) => {
      short.text(summary());
      const said = refused > 0 ? text('form.refused', { count: refused }) : '';
      wrong.attr({ title: said, 'aria-label': said }).toggle(refused > 0);
    },
  });
  return details;
}

/** How many fields a value is edited in. */
function leavesIn(dataType: DataType, node: JsonNode | undefined): number {
  switch (dataType.type) {
    case 'struct': {
      const given = node?.kind === 'object' ? node.members : new Map<string, JsonNode>();
      return sum(dataType.members.map((member) => leavesIn(member.dataType, given.get(member.identifier))));
    }
    case 'array':
      return node?.kind === 'array' ? sum(node.items.map((item) => leavesIn(dataType.item, item))) : 0;
    default:
      return 1;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
