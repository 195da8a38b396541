/** What a user may write for a bool, an enum or a date, as the number the platform wants. */
import { isDate } from './values';

type Labels = ReadonlyMap<number, string>;

/** The end of what a Date can hold, in milliseconds from 1970. */
const MAX_DATE = 8.64e15;

const ISO_8601 = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/;

/**
 * @param labels the labels of 0 and 1, may be empty.
 * @param value true, false, 0, 1 or a label.
 * @returns undefined when it is none of these.
 */
export function boolToNumber(labels: Labels, value: unknown): 0 | 1 | undefined {
  if (value === true || value === 1) return 1;
  if (value === false || value === 0) return 0;
  const number = numberOfLabel(labels, value);
  return number === 0 || number === 1 ? number : undefined;
}

/**
 * @param labels the items of the enum; empty when the model does not list them.
 * @param value a whole number, listed or not, or a label.
 * @returns undefined when it is neither, or when several items have that label.
 */
export function enumToNumber(labels: Labels, value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : numberOfLabel(labels, value);
}

/**
 * A time without a zone is not taken: it would mean another moment on a machine in another zone.
 *
 * @param value a Date, milliseconds from 1970 (UTC) as a number or a text, or an ISO 8601 text with time and zone.
 * @returns milliseconds from 1970 (UTC); undefined when it is no moment.
 */
export function dateToNumber(value: unknown): number | undefined {
  const ms = isDate(value) ? value.getTime() : typeof value === 'string' ? parseMoment(value) : value;
  return typeof ms === 'number' && Number.isInteger(ms) && Math.abs(ms) <= MAX_DATE ? ms : undefined;
}

/**
 * @returns the label of an item, when no other item has the same.
 */
export function labelOf(labels: Labels, number: number): string | undefined {
  const label = labels.get(number);
  return numberOfLabel(labels, label) === number ? label : undefined;
}

function numberOfLabel(labels: Labels, value: unknown): number | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const numbers = [...labels].filter(([, label]) => label === value).map(([number]) => number);
  return numbers.length === 1 ? numbers[0] : undefined;
}

function parseMoment(text: string): number | undefined {
  if (/^-?\d{1,16}$/.test(text)) return Number(text);
  const [, year, month, day] = ISO_8601.exec(text) ?? [];
  // Date.parse takes 30 February for 1 March.
  const exists =
    new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  return exists ? Date.parse(text) : undefined;
}
