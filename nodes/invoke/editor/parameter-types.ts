import { writeJson, type Parameter, type ValidateLevel } from '../../../lib/tsl';
import { textsOf } from '../../shared/editor/text';
import { FROM_ELSEWHERE, jsonType, literalType } from '../../shared/editor/typed-field';
import { choicesFor } from './value-choices';
import { toggleMoment } from './members/moment';
import { literalFor } from './parameter-check';
import { templateFor } from './template';
import type { Entry } from './parameters';

const text = textsOf('aliyun-iot-invoke');

/** What a parameter that nobody has filled in begins with. */
export function freshEntry(parameter: Parameter, level: ValidateLevel): Entry {
  const type = literalFor(parameter);
  const isRequired = level === 'strong';
  const template = type === 'json' && isRequired ? writeJson(templateFor(parameter.dataType)) : '';
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
      return jsonType(writeJson(templateFor(dataType)));
    case 'date':
      return { value, label: text('type.date-short'), icon: 'fa fa-calendar', expand: pickDate() };
    case 'bool':
    case 'enum':
      return {
        value,
        label: text(`type.${value}`),
        icon: value === 'bool' ? 'red/images/typedInput/bool.svg' : 'fa fa-list-ol',
        options:
          'labels' in dataType
            ? choicesFor(dataType, present.type === value ? present.value : '', level)
            : [],
      };
  }
}

/** The button at the end of a date shows and hides the browser's own field for one. */
function pickDate(): NonNullable<TypedInputType['expand']> {
  function expand(this: TypedInputWidget): void {
    const widget = this.element.next('.red-ui-typedInput-container');
    toggleMoment(widget, this.value(), (typed) => this.value(typed));
  }
  return Object.assign(expand, { icon: 'fa-calendar' });
}
