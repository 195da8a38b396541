import { dateToNumber } from '../../../../lib/tsl';
import { textsOf } from '../../../shared/editor/text';

const text = textsOf('aliyun-iot-invoke');

/**
 * Shows a field of the browser in which a date and time is picked, or takes it away again.
 *
 * @param after the field comes behind this element.
 * @param present what is typed now.
 * @param picked told of each choice, with the offset of this browser's time zone.
 */
export function toggleMoment(after: JQuery, present: string, picked: (typed: string) => void): void {
  const shown = after.next('.aliyun-iot-moment');
  if (shown.length > 0) {
    shown.remove();
    return;
  }
  const name = text('form.pick-date');
  const input = $('<input>', { type: 'datetime-local', step: 1, class: 'aliyun-iot-moment', title: name });
  input.attr('aria-label', name).val(localOf(present)).insertAfter(after);
  input.on('input', () => {
    const typed = momentOf(String(input.val()));
    if (typed !== undefined) picked(typed);
  });
  input.trigger('focus');
}

/** A date and time as the browser's field has it, e.g. `2026-05-01T08:00`, with the offset of its zone. */
function momentOf(local: string): string | undefined {
  const date = new Date(local);
  if (Number.isNaN(date.getTime())) return undefined;
  const offset = -date.getTimezoneOffset();
  const sign = offset < 0 ? '-' : '+';
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60].map(twoDigits);
  return `${withSeconds(local)}${sign}${hours}:${minutes}`;
}

/** The other way round; empty for what is no moment. */
function localOf(typed: string): string {
  const ms = dateToNumber(typed);
  if (ms === undefined) return '';
  const offset = new Date(ms).getTimezoneOffset();
  const local = new Date(ms - offset * 60_000);
  return Number.isNaN(local.getTime()) ? '' : local.toISOString().slice(0, 19);
}

function withSeconds(local: string): string {
  return local.length === 16 ? `${local}:00` : local;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
