import { gatewayRefusal } from './refusals';

/** One name and value, decoded. */
export type Pair = readonly [name: string, value: string];

/** The parameters of a request, query and form together, in the order they came. */
export class Parameters {
  constructor(readonly pairs: readonly Pair[]) {}

  /**
   * The first value of a parameter; an empty value counts as absent, as it does at the gateway (inferred).
   *
   * @param name case-sensitive name.
   */
  get(name: string): string | undefined {
    const value = this.pairs.find(([key]) => key === name)?.[1];
    return value === '' ? undefined : value;
  }
}

/**
 * Reads `a=b&c=d`, from a query or a form.
 *
 * @param text still percent-encoded; `+` is a space.
 * @throws GatewayRefusal when the percent-encoding is broken or not UTF-8.
 */
export function parsePairs(text: string): Pair[] {
  return text
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const cut = part.indexOf('=');
      return cut < 0 ? [decode(part), ''] : [decode(part.slice(0, cut)), decode(part.slice(cut + 1))];
    });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw gatewayRefusal('InvalidParameter', 'Its percent-encoding is broken.');
  }
}
