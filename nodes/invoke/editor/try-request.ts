import { asText, field, type Form } from '../../shared/editor/form';
import { hasVariable } from '../../shared/editor/rules';
import { inLanguage, textsOf } from '../../shared/editor/text';
import { LITERALS, literalValue } from '../form-values';
import { FORM } from './args-verdict';
import { isGiven } from './parameter-check';
import { levelOf, readEntries } from './parameters';
import { storedService } from './stored-service';

/** A call as the dialog has it. */
export interface TryRequest {
  productKey?: string;
  deviceName?: string;
  iotId?: string;
  identifier: string;
  args: object | string;
  qos: number;
  timeoutMs?: number;
  thingModel?: string;
}

/** Thrown for what only a message can tell. */
class NotTyped extends Error {}

const text = textsOf('aliyun-iot-invoke');

/** What the editor's server takes, in milliseconds. */
const TIMEOUT = { min: 1_000, max: 120_000 };

/**
 * The call that the dialog describes.
 *
 * @returns or why it cannot be tried, in the language of the editor.
 */
export function tryRequest(form: Form): TryRequest | string {
  try {
    const byId = field(form, 'target').val() === 'iotId';
    const timeout = literal(form, 'timeout', 'num', 'timeout');
    return {
      ...(byId
        ? { iotId: required(form, 'iotId', 'iot-id') }
        : {
            productKey: required(form, 'productKey', 'product-key'),
            deviceName: required(form, 'deviceName', 'device-name'),
          }),
      identifier: required(form, 'identifier', 'identifier'),
      args: argsOf(form),
      qos: Number(literal(form, 'qos', 'num', 'qos')),
      ...(timeout !== '' && {
        timeoutMs: Math.min(Math.max(Math.round(Number(timeout)) || 0, TIMEOUT.min), TIMEOUT.max),
      }),
      ...(field(form, 'thingModel').val() !== '' && { thingModel: asText(field(form, 'thingModel').val()) }),
    };
  } catch (error) {
    if (error instanceof NotTyped) return error.message;
    throw error;
  }
}

function literal(form: Form, property: string, type: string, label: string): string {
  const input = field(form, property);
  const value = asText(input.typedInput('value'));
  if (input.typedInput('type') !== type || hasVariable(value)) throw notTyped(text(`label.${label}`));
  return value;
}

function required(form: Form, property: string, label: string): string {
  const value = literal(form, property, 'str', label);
  if (value === '') throw new NotTyped(text('try.blank', { field: text(`label.${label}`) }));
  return value;
}

function argsOf(form: Form): object | string {
  const args = field(form, 'args');
  const type = args.typedInput('type');
  const value = asText(args.typedInput('value'));
  if (type === 'none') return {};
  if (type === 'form') return formValues(form);
  if (type !== 'json' || /^\$\{[^}]+\}$/.test(value)) throw notTyped(text('label.args'));
  return value;
}

function formValues(form: Form): object {
  const stored = storedService(asText(field(form, 'thingModel').val()));
  if (!stored) throw new NotTyped(text('form.no-model'));
  const values: [string, unknown][] = [];
  for (const [identifier, entry] of readEntries(asText(form.root.data(FORM)))) {
    const type = LITERALS.find((each) => each === entry.type);
    if (!type || (type !== 'json' && hasVariable(entry.value))) throw notTyped(identifier);
    const converted = literalValue(type, entry.value, identifier);
    if ('problem' in converted)
      throw new NotTyped(`${identifier}: ${inLanguage(text, converted.problem.texts)}`);
    if (isGiven(entry, levelOf(stored))) values.push([identifier, converted.value]);
  }
  return Object.fromEntries(values);
}

function notTyped(name: string): NotTyped {
  return new NotTyped(text('try.not-typed', { field: name }));
}
