import type { Parameter, ValidateLevel } from '../../../lib/tsl';
import { asText } from '../../shared/editor/form';
import { textsOf } from '../../shared/editor/text';
import { nameWidget } from '../../shared/editor/typed-field';
import { entryReason } from './args-verdict';
import { typesFor } from './parameter-types';
import { wordsFor } from './parameter-words';
import type { Entry } from './parameters';

const text = textsOf('aliyun-iot-invoke');

interface RowOptions {
  /** Unique in the page. */
  id: string;
  parameter: Parameter;
  entry: Entry;
  level: ValidateLevel;
  changed: (entry: Entry) => void;
}

/**
 * Adds the row of one parameter: its name, what it takes, a typed input, and at once why a value is refused.
 *
 * @param place the row becomes its last child.
 */
export function addParameterRow(place: JQuery, { id, parameter, entry, level, changed }: RowOptions): void {
  const reasonOf = (present: Entry): string | undefined => entryReason(parameter, present, level);
  const input = $('<input>', { type: 'text', id }).val(entry.value);
  const typeField = $('<input>', { type: 'hidden' }).val(entry.type);
  const reason = $('<p>', { class: 'aliyun-iot-reason', id: `${id}-reason`, 'aria-live': 'polite' });
  const words = $('<p>', { id: `${id}-words` }).text(wordsFor(parameter.dataType));
  const fieldElement = $('<div>', { class: 'aliyun-iot-field' }).append(input, typeField, words, reason);
  rowFor(place, labelOf(parameter, id, level), fieldElement).attr('data-parameter', parameter.identifier);
  input.typedInput({
    types: typesFor(parameter, entry, level).map((type) => checked(type, reasonOf)),
    typeField,
  });
  nameWidget(place, input);
  input
    .next('.red-ui-typedInput-container')
    .find('input, button')
    .attr('aria-describedby', `${id}-words ${id}-reason`);
  const show = (present: Entry): void => {
    const why = reasonOf(present);
    reason.text(why ?? '').toggle(why !== undefined);
  };
  const update = (): void => {
    const present = { value: asText(input.typedInput('value')), type: input.typedInput('type') };
    show(present);
    changed(present);
  };
  input.on('change', update);
  // While it is typed: a reason that goes only when the field is left would move the button that is being clicked.
  input.next('.red-ui-typedInput-container').on('input', update);
  show(entry);
}

/**
 * Adds the row of an argument whose parameter the thing model does not have any more.
 *
 * @param remove takes the argument out of the form.
 */
export function addStaleRow(place: JQuery, identifier: string, entry: Entry, remove: () => void): void {
  const button = $('<button>', { type: 'button', class: 'red-ui-button red-ui-button-small' });
  button.text(text('form.remove')).on('click', remove);
  const fieldElement = $('<div>', { class: 'aliyun-iot-field' }).append(
    $('<p>', { class: 'aliyun-iot-reason', id: `aliyun-iot-stale-${identifier}` }).text(text('form.stale')),
    $('<p>').append($('<code>').text(entry.value), ' ', button),
  );
  const label = $('<label>').append($('<code>').text(identifier));
  rowFor(place, label, fieldElement).attr('data-stale', identifier);
}

function rowFor(place: JQuery, label: JQuery, fieldElement: JQuery): JQuery {
  return $('<div>', { class: 'form-row aliyun-iot-parameter' }).append(label, fieldElement).appendTo(place);
}

function labelOf({ identifier, name }: Parameter, id: string, level: ValidateLevel): JQuery {
  const label = $('<label>', { for: id }).append($('<span>').text(name));
  if (level === 'strong') {
    label.append($('<span>', { class: 'aliyun-iot-required', title: text('form.required') }).text(' *'));
  }
  return name === identifier ? label : label.append($('<code>').text(identifier));
}

/** The border of a typedInput shows what its type says of the value; Node-RED's own types know by themselves. */
function checked(
  type: string | TypedInputType,
  reasonOf: (entry: Entry) => string | undefined,
): string | TypedInputType {
  if (typeof type === 'string') return type;
  return { ...type, validate: (value) => reasonOf({ value, type: type.value }) ?? true };
}
