import type { Parameter, ValidateLevel } from '../../../lib/tsl';
import { hasVariable } from '../../shared/editor/rules';
import { textsOf } from '../../shared/editor/text';
import { jsonType, literalType } from '../../shared/editor/typed-field';
import { literalFor } from './parameter-check';
import { templateFor } from './parameter-words';
import type { Entry } from './parameters';

const text = textsOf('aliyun-iot-invoke');
const FROM_ELSEWHERE = ['msg', 'flow', 'global', 'env', 'jsonata'];

/** What a parameter that nobody has filled in begins with. */
export function freshEntry(parameter: Parameter, level: ValidateLevel): Entry {
  const type = literalFor(parameter);
  const isRequired = level === 'strong';
  const template = type === 'json' && isRequired ? JSON.stringify(templateFor(parameter.dataType)) : '';
  return { value: template, type };
}

/**
 * The choices for a parameter: a literal in the fitting widget, or a value from elsewhere.
 *
 * @param present stays among the choices, though the thing model does not know it.
 */
export function typesFor(
  parameter: Parameter,
  present: Entry,
  level: ValidateLevel,
): (string | TypedInputType)[] {
  return [literalTypeFor(parameter, present, level), ...FROM_ELSEWHERE];
}

function literalTypeFor(parameter: Parameter, present: Entry, level: ValidateLevel): TypedInputType {
  const { dataType } = parameter;
  const value = literalFor(parameter);
  switch (value) {
    case 'str':
    case 'num':
      return literalType(value);
    case 'json':
      return jsonType(JSON.stringify(templateFor(dataType)));
    case 'date':
      return { value, label: text('type.date'), icon: 'fa fa-calendar' };
    case 'bool':
    case 'enum': {
      const labels = 'labels' in dataType ? dataType.labels : new Map<number, string>();
      const options = [blankOption(level), ...(value === 'bool' ? boolOptions(labels) : enumOptions(labels))];
      const isKnown = present.type !== value || options.some((option) => option.value === present.value);
      return {
        value,
        label: text(`type.${value}`),
        icon: value === 'bool' ? 'red/images/typedInput/bool.svg' : 'fa fa-list-ol',
        options: isKnown ? options : [...options, strangeOption(present.value)],
      };
    }
  }
}

function blankOption(level: ValidateLevel): TypedInputOption {
  return { value: '', label: text(level === 'strong' ? 'form.choose' : 'form.not-given') };
}

function boolOptions(labels: ReadonlyMap<number, string>): TypedInputOption[] {
  return [true, false].map((value) => ({
    value: String(value),
    label: withLabel(String(value), labels.get(value ? 1 : 0)),
  }));
}

function enumOptions(labels: ReadonlyMap<number, string>): TypedInputOption[] {
  return [...labels].map(([number, label]) => ({
    value: String(number),
    label: withLabel(String(number), label),
  }));
}

function strangeOption(value: string): TypedInputOption {
  return { value, label: hasVariable(value) ? value : text('form.not-listed', { value }) };
}

function withLabel(value: string, label: string | undefined): string {
  return label ? `${value} - ${label}` : value;
}
