import { asText, field, type Form } from '../../shared/editor/form';
import { textsOf } from '../../shared/editor/text';
import { FORM } from './args-verdict';
import { literalFor, isGiven } from './parameter-check';
import { addParameterRow } from './parameter-row';
import { freshEntry } from './parameter-types';
import { inputsOf, levelOf, readEntries, writeEntries, type Entry } from './parameters';
import { LITERALS } from '../form-values';
import type { PresentService } from './service';
import { staleRow } from './stale-row';

const text = textsOf('aliyun-iot-invoke');

/**
 * The form with a row for each parameter, shown while the dialog says that the arguments are filled in one by one.
 *
 * @param stored the form as the node has it, if it has one.
 */
export function attachArgsForm(form: Form, service: PresentService, stored: string): void {
  const place = form.root.find('#aliyun-iot-invoke-parameters');
  const hint = form.root.find('#aliyun-iot-invoke-form-hint');
  const args = field(form, 'args');
  let entries = readEntries(stored);
  let shown: string | undefined;
  let wasForm = args.typedInput('type') === 'form';
  let called = service.stored()?.service.identifier;

  const keep = (): void => {
    const known = service.stored();
    const given = known
      ? new Map([...entries].filter(([, entry]) => isGiven(entry, levelOf(known))))
      : entries;
    form.root.data(FORM, writeEntries(given));
  };
  const change = (identifier: string, entry: Entry): void => {
    entries.set(identifier, entry);
    keep();
    args.trigger('change');
  };
  const render = (): void => {
    const known = service.stored();
    const inputs = known && inputsOf(known);
    place.empty();
    if (!known || !inputs) return;
    const level = levelOf(known);
    // A typedInput measures itself: in view, each of a hundred would have the whole page laid out anew.
    place.hide();
    const shows = inputs.map((parameter, index) => {
      const { identifier } = parameter;
      const entry = adapted(entries.get(identifier) ?? freshEntry(parameter, level), literalFor(parameter));
      entries.set(identifier, entry);
      const changed = (present: Entry): void => change(identifier, present);
      return addParameterRow(place, {
        id: `aliyun-iot-parameter-${index}`,
        parameter,
        entry,
        level,
        changed,
      });
    });
    place.show();
    for (const show of shows) show();
    const identifiers = new Set(inputs.map(({ identifier }) => identifier));
    for (const [identifier, entry] of entries) {
      if (!identifiers.has(identifier))
        place.append(staleRow(identifier, entry.value, () => drop(identifier)));
    }
  };
  const drop = (identifier: string): void => {
    entries.delete(identifier);
    update(true);
    args.trigger('change');
  };
  /** Rows are made once, and again only for another service. */
  const update = (again: boolean): void => {
    const isForm = args.typedInput('type') === 'form';
    place.toggle(isForm);
    hint.toggle(isForm).text(hintText(service));
    form.root.find('#aliyun-iot-invoke-args-hint').toggle(!isForm);
    const present = asText(field(form, 'thingModel').val());
    if (isForm && (again || shown !== present)) {
      shown = present;
      render();
    }
    keep();
  };
  args.on('change', () => {
    update(false);
    // The typedInput of a stored form has no value to offer for the other types.
    if (args.typedInput('type') === 'msg' && args.typedInput('value') === '' && wasForm) {
      args.typedInput('value', 'payload');
    }
    wasForm = args.typedInput('type') === 'form';
  });
  service.onChange(() => {
    const next = service.stored()?.service.identifier;
    // What was filled in for one service says nothing of another; a newer model of the same one is another matter.
    if (next !== called) entries = new Map();
    called = next;
    update(true);
    args.trigger('change');
  });
  field(form, 'identifier').on('change', () => args.trigger('change'));
  update(true);
}

/**
 * Puts what is to be stored into the fields that Node-RED reads when Done is pressed.
 */
export function saveArgs(form: Form, service: string | undefined): void {
  if (field(form, 'argsType').val() === 'form') {
    field(form, 'args').val(asText(form.root.data(FORM)));
    return;
  }
  const isTyped = field(form, 'identifierType').val() === 'str';
  // A model of another service would never be used.
  if (isTyped && service !== asText(field(form, 'identifier').val())) field(form, 'thingModel').val('');
}

/** A literal is shown as what the parameter is now; whether it still fits is said beside it. */
function adapted(entry: Entry, type: string): Entry {
  return LITERALS.some((literal) => literal === entry.type) ? { ...entry, type } : entry;
}

function hintText(service: PresentService): string {
  const known = service.stored();
  if (!known) return text('form.no-model');
  const { name, inputData } = known.service;
  if (inputData.length === 0) return text('form.no-parameters', { service: name });
  const which = text('form.parameters', { service: name });
  return levelOf(known) === 'strong' ? which : `${which} ${text('form.blank')}`;
}
