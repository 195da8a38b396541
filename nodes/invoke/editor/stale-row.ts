import { smallButton } from '../../shared/editor/buttons';
import { textsOf } from '../../shared/editor/text';

const text = textsOf('aliyun-iot-invoke');

/**
 * The row of a value whose parameter or member the thing model does not have any more.
 *
 * @param value as it is stored.
 * @param remove takes it out.
 */
export function staleRow(identifier: string, value: string, remove: () => void): JQuery {
  const button = smallButton(text('form.remove'), remove);
  button.attr('aria-label', `${text('form.remove')} ${identifier}`);
  const field = $('<div>', { class: 'aliyun-iot-field' }).append(
    $('<p>', { class: 'aliyun-iot-reason' }).text(text('form.stale')),
    $('<p>').append($('<code>').text(value), ' ', button),
  );
  return $('<div>', { class: 'form-row aliyun-iot-parameter', role: 'group' })
    .attr({ 'data-stale': identifier, 'aria-label': identifier })
    .append($('<label>').append($('<code>').text(identifier)), field);
}
