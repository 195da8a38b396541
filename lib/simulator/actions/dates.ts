/** The three ways the platform writes a date. All take milliseconds since the epoch. */

/** `2019-02-20T02:16:09.000Z` */
export function utcDate(ms: number): string {
  return new Date(ms).toISOString();
}

/** `Wed, 20-Feb-2019 02:16:09 GMT`, as QueryDevice writes it. */
export function gmtDate(ms: number): string {
  return new Date(ms).toUTCString().replace(/^(\w+, \d+) (\w+) /, '$1-$2-');
}

/** `2019-02-20 10:16:09`, which is UTC+8, as QueryDeviceDetail writes it. */
export function chinaDate(ms: number): string {
  return new Date(ms + 8 * 60 * 60 * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
