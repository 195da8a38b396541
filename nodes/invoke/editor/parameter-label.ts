import type { Parameter, ValidateLevel } from '../../../lib/tsl';
import { textsOf } from '../../shared/editor/text';

const text = textsOf('aliyun-iot-invoke');

/**
 * The name of a parameter or member, with its identifier, and a mark when it has to be given.
 *
 * @param tag `label`, or `span` where no single control is named.
 */
export function labelOf({ identifier, name }: Parameter, level: ValidateLevel, tag = 'label'): JQuery {
  const label = $(`<${tag}>`).append($('<span>').text(name));
  if (level === 'strong') {
    label.append($('<span>', { class: 'aliyun-iot-required', title: text('form.required') }).text(' *'));
  }
  return name === identifier ? label : label.append($('<code>').text(identifier));
}
