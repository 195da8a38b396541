import type { Parameter, ValidateLevel } from '../../../lib/tsl';
import { asText } from '../../shared/editor/form';
import { nameWidget } from '../../shared/editor/typed-field';
import { hasSubForm, SubForm } from './members/sub-form';
import { labelOf } from './parameter-label';
import { entryReasons, inOneText } from './parameter-reasons';
import { typesFor } from './parameter-types';
import { wordsFor } from './parameter-words';
import type { Entry } from './parameters';

interface RowOptions {
  /** Unique in the page. */
  id: string;
  parameter: Parameter;
  entry: Entry;
  level: ValidateLevel;
  changed: (entry: Entry) => void;
}

/**
 * Adds the row of one parameter: its name, what it takes, a typed input, and at once why a value is refused. A struct
 * or an array gets a sub-form for the same value below.
 *
 * @param place the row becomes its last child. It may be hidden meanwhile.
 * @returns shows what is refused, and the sub-form; to be called once the row can be seen.
 */
export function addParameterRow(
  place: JQuery,
  { id, parameter, entry, level, changed }: RowOptions,
): () => void {
  const reasonOf = (present: Entry): string | undefined =>
    inOneText(parameter, entryReasons(parameter, present, level));
  const input = $('<input>', { type: 'text', id }).val(entry.value);
  const typeField = $('<input>', { type: 'hidden' }).val(entry.type);
  const reason = $('<p>', { class: 'aliyun-iot-reason', id: `${id}-reason`, 'aria-live': 'polite' });
  const words = $('<p>', { id: `${id}-words` }).text(wordsFor(parameter.dataType));
  const fieldElement = $('<div>', { class: 'aliyun-iot-field' }).append(input, typeField, words, reason);
  const row = $('<div>', { class: 'form-row aliyun-iot-parameter' }).attr(
    'data-parameter',
    parameter.identifier,
  );
  row.append(labelOf(parameter, level).attr('for', id), fieldElement).appendTo(place);
  const hideIfSeen = (isSeen: boolean): void => void reason.toggleClass('aliyun-iot-unseen', isSeen);
  const write = (json: string): void => input.typedInput('value', json);
  const subForm = hasSubForm(parameter) && new SubForm({ id, parameter, level, write, seen: hideIfSeen });
  if (subForm) row.append(subForm.element);
  input.typedInput({
    types: typesFor(parameter, entry, level).map((type) => checked(type, reasonOf)),
    typeField,
  });
  nameWidget(place, input);
  input
    .next('.red-ui-typedInput-container')
    .find('input, button')
    .attr('aria-describedby', `${id}-words ${id}-reason`)
    .filter('input')
    .attr('aria-required', String(level === 'strong'));
  const show = (present: Entry): void => {
    const reasons = entryReasons(parameter, present, level);
    const why = inOneText(parameter, reasons);
    reason.text(why ?? '').toggle(why !== undefined);
    if (subForm) subForm.show(present.type === 'json' ? present.value : undefined, reasons);
  };
  const update = (): void => {
    const present = { value: asText(input.typedInput('value')), type: input.typedInput('type') };
    show(present);
    changed(present);
  };
  input.on('change', update);
  // While it is typed: a reason that goes only when the field is left would move the button that is being clicked.
  input.next('.red-ui-typedInput-container').on('input', update);
  return () => show(entry);
}

/** The border of a typedInput shows what its type says of the value; Node-RED's own types know by themselves. */
function checked(
  type: string | TypedInputType,
  reasonOf: (entry: Entry) => string | undefined,
): string | TypedInputType {
  if (typeof type === 'string') return type;
  return { ...type, validate: (value) => reasonOf({ value, type: type.value }) ?? true };
}
