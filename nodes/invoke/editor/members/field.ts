import type { Sheet } from './sheet';
import type { Value } from './value';
import type { Widget } from './widget';

/** A control with what it takes and why its value is refused below it. */
export function fieldOf({ control, element }: Widget, value: Value, sheet: Sheet, words: string): JQuery {
  const reason = $('<p>', { class: 'aliyun-iot-reason', id: sheet.id() }).hide();
  const hint = $('<p>', { id: sheet.id() })
    .text(words)
    .toggle(words !== '');
  control.attr('aria-describedby', `${hint.attr('id') ?? ''} ${reason.attr('id') ?? ''}`);
  const field = $('<div>', { class: 'aliyun-iot-field' }).append(element, hint, reason);
  sheet.addField({
    value,
    element: field,
    show: (why) => {
      reason.text(why ?? '').toggle(why !== undefined);
      control.attr('aria-invalid', String(why !== undefined)).toggleClass('input-error', why !== undefined);
    },
  });
  return field;
}
