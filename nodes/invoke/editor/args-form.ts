import type { Parameter, ValidateLevel } from '../../../lib/tsl';
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
  new ArgsForm(form, service, readEntries(stored)).attach();
}

class ArgsForm {
  readonly #form: Form;
  readonly #service: PresentService;
  readonly #args: JQuery;
  readonly #place: JQuery;
  #entries: Map<string, Entry>;
  /** The thing model, as it is stored, that the rows are of. */
  #shown: string | undefined;
  #wasForm: boolean;
  /** The service that was called before. */
  #called: string | undefined;

  constructor(form: Form, service: PresentService, entries: Map<string, Entry>) {
    this.#form = form;
    this.#service = service;
    this.#entries = entries;
    this.#args = field(form, 'args');
    this.#place = form.root.find('#aliyun-iot-invoke-parameters');
    this.#wasForm = this.#isForm;
    this.#called = service.stored()?.service.identifier;
  }

  attach(): void {
    this.#args.on('change', () => this.#typeChanged());
    this.#service.onChange(() => this.#serviceChanged());
    field(this.#form, 'identifier').on('change', () => this.#args.trigger('change'));
    this.#update(true);
  }

  get #isForm(): boolean {
    return this.#args.typedInput('type') === 'form';
  }

  #typeChanged(): void {
    this.#update(false);
    // The typedInput of a stored form has no value to offer for the other types.
    if (this.#wasForm && this.#args.typedInput('type') === 'msg' && this.#args.typedInput('value') === '') {
      this.#args.typedInput('value', 'payload');
    }
    this.#wasForm = this.#isForm;
  }

  #serviceChanged(): void {
    const next = this.#service.stored()?.service.identifier;
    // What was filled in for one service says nothing of another; a newer model of the same one is another matter.
    if (next !== this.#called) this.#entries = new Map();
    this.#called = next;
    this.#update(true);
    this.#args.trigger('change');
  }

  /** Rows are made once, and again only for another service. */
  #update(again: boolean): void {
    const isForm = this.#isForm;
    this.#place.toggle(isForm);
    const { root } = this.#form;
    root.find('#aliyun-iot-invoke-form-hint').toggle(isForm).text(hintText(this.#service));
    root.find('#aliyun-iot-invoke-args-hint').toggle(!isForm);
    const present = asText(field(this.#form, 'thingModel').val());
    if (isForm && (again || this.#shown !== present)) {
      this.#shown = present;
      this.#render();
    }
    this.#keep();
  }

  #render(): void {
    const known = this.#service.stored();
    const inputs = known && inputsOf(known);
    this.#place.empty();
    if (!known || !inputs) return;
    // A typedInput measures itself: in view, each of a hundred would have the whole page laid out anew.
    this.#place.hide();
    const shows = inputs.map((parameter, index) => this.#addRow(parameter, index, levelOf(known)));
    this.#place.show();
    for (const show of shows) show();
    const identifiers = new Set(inputs.map(({ identifier }) => identifier));
    const stale = [...this.#entries].filter(([identifier]) => !identifiers.has(identifier));
    this.#place.append(
      stale.map(([identifier, { value }]) => staleRow(identifier, value, () => this.#drop(identifier))),
    );
  }

  #addRow(parameter: Parameter, index: number, level: ValidateLevel): () => void {
    const { identifier } = parameter;
    const entry = adapted(
      this.#entries.get(identifier) ?? freshEntry(parameter, level),
      literalFor(parameter),
    );
    this.#entries.set(identifier, entry);
    return addParameterRow(this.#place, {
      id: `aliyun-iot-parameter-${index}`,
      parameter,
      entry,
      level,
      changed: (present) => {
        this.#entries.set(identifier, present);
        this.#keep();
        this.#args.trigger('change');
      },
    });
  }

  #drop(identifier: string): void {
    this.#entries.delete(identifier);
    this.#update(true);
    this.#args.trigger('change');
  }

  /** Keeps what is given where the validator and Done look for it. */
  #keep(): void {
    const known = this.#service.stored();
    const given = known
      ? new Map([...this.#entries].filter(([, entry]) => isGiven(entry, levelOf(known))))
      : this.#entries;
    this.#form.root.data(FORM, writeEntries(given));
  }
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
