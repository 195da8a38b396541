import type { IncomingHttpHeaders } from 'node:http';

const LONGEST_HINT_MS = 3_600_000;

/**
 * How long a throttling server asks us to wait, in milliseconds; the longest of its hints. None of them is documented
 * for IoT Platform: the vendor's own SDK cores read `x-acs-retry-after` and `x-ratelimit-user*` as milliseconds, and
 * `Retry-After` is HTTP's own, in seconds.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfterMs(headers: IncomingHttpHeaders): number | undefined {
  const hints = [
    number(single(headers['x-acs-retry-after']), 1),
    number(headers['retry-after'], 1000),
    number(/TimeLeft:(\d+)/i.exec(single(headers['x-ratelimit-user-api']) ?? '')?.[1], 1),
    number(/TimeLeft:(\d+)/i.exec(single(headers['x-ratelimit-user']) ?? '')?.[1], 1),
  ].filter((hint) => hint !== undefined);
  return hints.length === 0 ? undefined : Math.max(...hints);
}

function number(text: string | undefined, unitMs: number): number | undefined {
  if (text === undefined || !/^\s*\d{1,9}(\.\d+)?\s*$/.test(text)) return undefined;
  return Math.min(Number(text) * unitMs, LONGEST_HINT_MS);
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
