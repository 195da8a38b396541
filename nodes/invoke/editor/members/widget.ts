import type { DataType } from '../../../../lib/tsl';
import { textsOf } from '../../../shared/editor/text';
import { asText } from '../../../shared/editor/form';
import { literalOf } from '../../form-values';
import { choicesFor } from '../value-choices';
import { iconButton } from '../../../shared/editor/buttons';
import { toggleMoment } from './moment';
import type { Value } from './value';
import { nodeOf, textOf } from './written';
import type { Sheet } from './sheet';

const text = textsOf('aliyun-iot-invoke');

/** The control in which one value is typed or chosen, and what stands beside it. */
export interface Widget {
  /** What is focused, and what a label names. */
  control: JQuery;
  element: JQuery;
}

/** Makes the control that fits the type of a value, with the value in it. */
export function widgetFor(value: Value, sheet: Sheet): Widget {
  const { type } = value.dataType;
  const literal = literalOf(value.dataType);
  const isChoice = literal === 'bool' || literal === 'enum';
  const shown = textOf(value.dataType, value.node());
  const control = $(isChoice ? choice(value, shown, sheet) : box(value.dataType, shown));
  control.attr('id', sheet.id());
  if (sheet.level === 'strong') control.attr('aria-required', 'true');
  const showGiven = (): void => {
    if (!isChoice) control.attr('placeholder', value.node() ? '' : text('form.not-given'));
  };
  showGiven();
  control.on('input', () => {
    value.set(nodeOf(value.dataType, asText(control.val()), sheet.level, value.node()));
    showGiven();
  });
  return { control, element: type === 'date' ? withCalendar(control) : control };
}

function choice({ dataType }: Value, shown: string, { level }: Sheet): JQuery {
  if (dataType.type !== 'bool' && dataType.type !== 'enum') return $('<select>');
  const options = choicesFor(dataType, shown, level).map(({ value, label }) =>
    $('<option>', { value }).text(label),
  );
  return $('<select>').append(options).val(shown);
}

/** A box of one line would drop the line breaks of a text. */
function box(dataType: DataType, shown: string): JQuery {
  if (shown.includes('\n')) return $('<textarea>', { rows: 3 }).val(shown);
  const input = $('<input>', { type: 'text' }).attr({ autocomplete: 'off', spellcheck: 'false' }).val(shown);
  if (literalOf(dataType) !== 'num') return input;
  const hasPlaces = dataType.type === 'float' || dataType.type === 'double';
  return input.attr('inputmode', hasPlaces ? 'decimal' : 'numeric');
}

function withCalendar(control: JQuery): JQuery {
  const line = $('<div>', { class: 'aliyun-iot-with-button' });
  const button = iconButton('fa-calendar', text('form.pick-date'), () =>
    toggleMoment(line, asText(control.val()), (typed) => control.val(typed).trigger('input')),
  );
  return $('<div>').append(line.append(control, button));
}
