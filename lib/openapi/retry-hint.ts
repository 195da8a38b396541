import type { IncomingHttpHeaders } from 'node:http';

const LONGEST_HINT_MS = 3_600_000;

/**
 * How long a throttling server asks us to wait, in milliseconds; the longest of its hints. None of them is documented
 * for IoT Platform: the vendor's own SDK cores read `x-acs-retry-after` and `x-ratelimit-user*` as milliseconds, and
 * `Retry-After` is HTTP's own, in seconds or as a date.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfterMs(headers: IncomingHttpHeaders): number | undefined {
  const hints = [
    number(single(headers['x-acs-retry-after']), 1),
    number(headers['retry-after'], 1000) ?? untilDate(headers),
    number(/TimeLeft:(\d+)/i.exec(single(headers['x-ratelimit-user-api']) ?? '')?.[1], 1),
    number(/TimeLeft:(\d+)/i.exec(single(headers['x-ratelimit-user']) ?? '')?.[1], 1),
  ].filter((hint) => hint !== undefined);
  return hints.length === 0 ? undefined : Math.max(...hints);
}

function number(text: string | undefined, unitMs: number): number | undefined {
  if (text === undefined || !/^\s*\d{1,9}(\.\d+)?\s*$/.test(text)) return undefined;
  return Math.min(Number(text) * unitMs, LONGEST_HINT_MS);
}

/** Counted by the server's own clock, since ours may be another; a moment that has passed is no hint. */
function untilDate({ 'retry-after': moment = '', date = '' }: IncomingHttpHeaders): number | undefined {
  const at = /^[A-Z][a-z]{2}, /.test(moment) ? Date.parse(moment) : NaN;
  const now = Date.parse(date);
  const waitMs = at - (Number.isNaN(now) ? Date.now() : now);
  return waitMs > 0 ? Math.min(waitMs, LONGEST_HINT_MS) : undefined;
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
