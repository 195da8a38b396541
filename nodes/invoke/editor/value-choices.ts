import type { DataType, ValidateLevel } from '../../../lib/tsl';
import { hasVariable } from '../../shared/editor/rules';
import { textsOf } from '../../shared/editor/text';

const text = textsOf('aliyun-iot-invoke');

/**
 * The choices for a bool or an enum: nothing, each listed value, and what is there now though the model lists it not.
 *
 * @param present what is chosen now.
 */
export function choicesFor(
  { type, labels }: Extract<DataType, { type: 'bool' | 'enum' }>,
  present: string,
  level: ValidateLevel,
): TypedInputOption[] {
  const listed = type === 'bool' ? boolChoices(labels) : enumChoices(labels);
  const choices = [blank(level), ...listed];
  return choices.some(({ value }) => value === present) ? choices : [...choices, strange(present)];
}

function blank(level: ValidateLevel): TypedInputOption {
  return { value: '', label: text(level === 'strong' ? 'form.choose' : 'form.not-given') };
}

function boolChoices(labels: ReadonlyMap<number, string>): TypedInputOption[] {
  return [true, false].map((value) => ({
    value: String(value),
    label: withLabel(String(value), labels.get(value ? 1 : 0)),
  }));
}

function enumChoices(labels: ReadonlyMap<number, string>): TypedInputOption[] {
  return [...labels].map(([number, label]) => ({
    value: String(number),
    label: withLabel(String(number), label),
  }));
}

function strange(value: string): TypedInputOption {
  return { value, label: hasVariable(value) ? value : text('form.not-listed', { value }) };
}

function withLabel(value: string, label: string | undefined): string {
  return label ? `${value} - ${label}` : value;
}
